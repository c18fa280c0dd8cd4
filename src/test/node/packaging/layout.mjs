// The image's steps that need no engine, as its Dockerfile has them.
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { java } from '../process/java.mjs';
import { imageFlags, packagedJar, project } from '../process/service.mjs';

export const dockerfile = readFileSync(join(project, 'Dockerfile'), 'utf8').replaceAll('\\\n', '');

/** Extracts the packaged jar as the image has it, in `app` below the folder. */
export function layOut(folder) {
  const app = join(folder, 'app');
  const jar = join(folder, 'connector-service.jar');
  mkdirSync(app);
  copyFileSync(packagedJar(), jar);
  execFileSync(java(), ['-Djarmode=tools', '-jar', jar, 'extract', '--layers', '--destination', join(folder, 'extracted')]);
  for (const [, layer] of dockerfile.matchAll(/^COPY --from=build \/build\/extracted\/(\S+)\/ \.\/$/gm)) {
    cpSync(join(folder, 'extracted', layer), app, { recursive: true });
  }
  return app;
}

/** Has it make its cache by a start against the database that the environment names. */
export function train(app, env) {
  execFileSync('bash', [join(project, 'src/main/docker/training/train.sh'), ...imageFlags],
    { cwd: app, stdio: 'pipe', env: { ...env, PATH: `${dirname(java())}${delimiter}${env.PATH}` } });
}
