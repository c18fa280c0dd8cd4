// The packaged service and a Postgres for it, as processes of their own.
import { randomInt } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { atEnd, start } from './children.mjs';
import { java } from './java.mjs';

// beyond every deadline of the service: what takes longer never answers
const PATIENCE = 120_000;

export const project = resolve(import.meta.dirname, '../../../..');

/** The flags of the image but its cache, and what Java decides by itself in a container of 512 MiB. */
export const imageFlags = ['-XX:MaxRAM=512m', '-XX:+UseSerialGC', ...imageOptions()];

function imageOptions() {
  const [, entrypoint] = readFileSync(join(project, 'Dockerfile'), 'utf8').match(/^ENTRYPOINT (\[.*\])$/m);
  return JSON.parse(entrypoint).filter((part) => part.startsWith('-X') && !part.startsWith('-XX:AOTCache='));
}

/** A folder that goes away with the test. */
export function temporaryFolder(t) {
  const folder = mkdtempSync(join(tmpdir(), 'connector service '));
  atEnd(t, () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * A port that was free a moment ago, of those that no system gives to who connects: one of them could be anybody's by the
 * time that the process listens there.
 */
export async function freePort() {
  const port = randomInt(15_000, 30_000);
  const server = createServer();
  const isFree = await new Promise((resolve) => server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true)));
  if (!isFree) return freePort();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The one packaged jar. */
export function packagedJar() {
  const target = join(project, 'target');
  const jars = readdirSync(target).filter((name) => /^connector-service-.*[0-9]\.jar$/.test(name));
  if (jars.length !== 1) {
    throw new Error(`Expected one packaged jar in target/, found ${jars.length}: run ./mvnw package`);
  }
  return join(target, jars[0]);
}

/** What the build compiled, and all that it needs. */
export function testClasspath() {
  const classpathFile = join(project, 'target', 'test-classpath');
  if (!existsSync(classpathFile)) {
    throw new Error(`${classpathFile} is missing: run .ci/run, or the two Maven commands in it`);
  }
  const classpath = ['test-classes', 'classes'].map((name) => join(project, 'target', name));
  return [...classpath, readFileSync(classpathFile, 'utf8').trim()].join(delimiter);
}

/** An embedded Postgres of the build's own, with the login role of the service in it. */
export async function startPostgres(t, folder = join(temporaryFolder(t), 'database')) {
  const server = await start('postgres', java(), ['-cp', testClasspath(),
    'io.connectorservice.local.postgres.DatabaseServer', folder], { ready: /^DATABASE_URL=(\S+)\s+MIGRATION_DATABASE_URL=(\S+)$/m });
  atEnd(t, server.end);
  const [, url, migrationUrl] = server.match;
  return { ...server, url, migrationUrl, sql: asker(server) };
}

/** Has the superuser execute statements, each in a line, one after the other; answers their first field. */
function asker({ child }) {
  let last = Promise.resolve();
  const ask = (statement) => new Promise((resolve, reject) => {
    let text = '';
    const read = (chunk) => {
      text += chunk;
      const match = text.match(/^(ANSWER|FAILURE) ?(.*)\n/m);
      if (!match) return;
      child.stdout.off('data', read);
      if (match[1] === 'ANSWER') resolve(match[2]);
      else reject(new Error(`${match[2]}: ${statement}`));
    };
    child.stdout.on('data', read);
    child.stdin.write(`${statement.replace(/\s+/g, ' ')}\n`);
  });
  return (statement) => (last = last.catch(() => {}).then(() => ask(statement)));
}

/**
 * The service on a port of its own, from the packaged jar or another one. Nothing of the caller's environment
 * reaches it but what `env` says.
 */
export async function startService(t, { env = {}, flags = imageFlags, arguments: more = [], jar = packagedJar(), cwd, port: wanted,
  log } = {}) {
  const port = wanted ?? (await freePort());
  const folder = temporaryFolder(t);
  const began = performance.now();
  const service = await start('connector-service', java(), [...flags, '-jar', jar, ...more], {
    cwd: cwd ?? folder,
    env: { PATH: process.env.PATH, HOME: folder, MALLOC_ARENA_MAX: '2', PORT: String(port), BIND_ADDRESS: '127.0.0.1',
      LOCAL_DATA_DIR: join(folder, 'data'), ...env },
    ready: /Started ConnectorServiceApplication in/, log,
  });
  atEnd(t, service.end);
  const url = `http://127.0.0.1:${port}`;
  await untilHealthy(url);
  const token = join(env.LOCAL_DATA_DIR ?? join(folder, 'data'), 'dev-token');
  if (!env.SUPABASE_URL && !env.SUPABASE_JWT_SECRET) await untilThere(token);
  return { ...service, url, folder, startSeconds: (performance.now() - began) / 1000,
    token: () => readFileSync(join(folder, 'data', 'dev-token'), 'utf8').trim(), get log() { return service.output; } };
}

// it is written when all else has started
async function untilThere(file) {
  for (let attempt = 0; attempt < 100 && !existsSync(file); attempt++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function untilHealthy(url) {
  const health = await fetch(`${url}/api/v1/health`);
  if (health.status !== 200) {
    throw new Error(`The service started and says ${health.status} of its health`);
  }
}

/** JSON that goes out as it is written, white space and all. */
export function rawJson(text) {
  return { text, toJSON: () => JSON.parse(text) };
}

function stringify(body) {
  const raw = Object.entries(body).filter(([, value]) => typeof value?.text === 'string' && value.toJSON);
  const rest = Object.fromEntries(Object.entries(body).filter(([name]) => !raw.some(([other]) => other === name)));
  const parts = [JSON.stringify(rest).slice(1, -1), ...raw.map(([name, { text }]) => `${JSON.stringify(name)}:${text}`)];
  return `{${parts.filter((part) => part !== '').join(',')}}`;
}

/** Calls the service as JSON; answers status, headers, body and how long it took. */
export async function call(service, method, path, body, headers = {}) {
  const began = performance.now();
  const response = await fetch(`${service.url}/api/v1/connectors${path}`, {
    method,
    headers: { authorization: `Bearer ${service.token()}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    body: body === undefined ? undefined : stringify(body),
    signal: AbortSignal.timeout(PATIENCE),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text), text,
    milliseconds: Math.round(performance.now() - began) };
}
