// The image's steps that need no engine, as its Dockerfile has them.
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { java, javaHome } from '../process/java.mjs';
import { imageFlags, packagedJar, project } from '../process/service.mjs';

export const dockerfile = readFileSync(join(project, 'Dockerfile'), 'utf8').replaceAll('\\\n', '');

/** The variables that the image sets for its training and for its service. */
export const imageEnvironment = Object.fromEntries([...dockerfile.split(/^FROM /m)[2].matchAll(/^ENV ([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value]));

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

/** Has it make its cache by a start against the database that the environment names; answers what the training prints. */
export function train(app, env) {
  const training = join(project, 'src/main/docker/training');
  const classes = join(app, '..', 'training');
  const sources = readdirSync(training).filter((name) => name.endsWith('.java')).map((name) => join(training, name));
  execFileSync(join(javaHome(), 'bin', 'javac'), ['-d', classes, ...sources]);
  return execFileSync('bash', [join(training, 'train.sh'), ...imageFlags], { cwd: app, stdio: 'pipe', encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024, env: { ...env, ...imageEnvironment, TRAINING_CLASSES: classes, PATH: `${dirname(java())}${delimiter}${env.PATH}` } });
}
