// What the service is compared with: the same stack with nothing on it, with a token check, and as a reactive proxy.
// Their sources are in src/test/benchmark; they are built here, and run with the service's own flags for Java.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { atEnd, start } from '../process/children.mjs';
import { java, javaHome } from '../process/java.mjs';
import { freePort, imageFlags, project, temporaryFolder } from '../process/service.mjs';

/** A controller that reads through WebClient; it takes any request. */
export const startController = (t, settings) => startContestant(t, 'controller', 'bare', settings);

/** The same controller behind Spring Security's resource server. */
export const startSecuredController = (t, settings) => startContestant(t, 'controller', 'secured', settings, ['-Psecured']);

/** Spring Cloud Gateway with one route and a resource server before it. */
export const startGateway = (t, settings) => startContestant(t, 'gateway', 'gateway', settings);

async function startContestant(t, source, name, { upstream, key, keys }, options = []) {
  const port = await freePort();
  const server = await start(name, java(), [...imageFlags, '-jar', built(source, name, options), `--server.port=${port}`,
    `--upstream=${upstream.url}`, `--key=${key}`, `--keys=${keys}`], {
    ready: /Started \w+ in/, cwd: temporaryFolder(t), env: { PATH: process.env.PATH, MALLOC_ARENA_MAX: '2' } });
  atEnd(t, server.end);
  return { ...server, url: `http://127.0.0.1:${port}` };
}

function built(source, name, options) {
  const folder = join(project, 'target', 'benchmark', name);
  execFileSync(join(project, 'mvnw'), ['-B', '-ntp', '-q', '-f', join(project, 'src/test/benchmark', source), ...options, 'package'],
    { env: { ...process.env, JAVA_HOME: javaHome() }, stdio: ['ignore', 'ignore', 'inherit'] });
  if (!existsSync(folder)) throw new Error(`${folder} was not made`);
  return join(folder, readdirSync(folder).find((file) => file.endsWith('.jar')));
}
