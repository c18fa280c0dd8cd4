// The packaged service as it was before the newest migration.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { atEnd, start } from '../process/children.mjs';
import { javaHome } from '../process/java.mjs';
import { project, temporaryFolder } from '../process/service.mjs';

const MIGRATIONS = 'src/main/resources/db/migration';

const git = (...words) => execFileSync('git', words, { cwd: project, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();

/** Builds it in a folder of its own, once; nothing where the history does not reach so far back. */
export async function previousJar(t) {
  let commit;
  try {
    const newest = readdirSync(join(project, MIGRATIONS)).filter((name) => /^V\d/.test(name))
      .sort((one, other) => Number(other.match(/\d+/)) - Number(one.match(/\d+/)))[0];
    commit = git('rev-parse', `${git('log', '--diff-filter=A', '--format=%H', '-n', '1', '--', `${MIGRATIONS}/${newest}`)}^`);
  } catch {
    return undefined;
  }
  const kept = join(project, 'target', `previous-${commit}.jar`);
  if (existsSync(kept)) return kept;
  const folder = join(temporaryFolder(t), 'previous');
  git('worktree', 'add', '--detach', folder, commit);
  atEnd(t, () => git('worktree', 'remove', '--force', folder));
  const build = await start('maven', './mvnw', ['-B', '-ntp', '-q', '-Dmaven.test.skip=true', '-Dspring-javaformat.skip=true', 'package'],
    { cwd: folder, env: { ...process.env, JAVA_HOME: javaHome() }, ready: /(?:)/, seconds: 400 });
  await build.ended;
  const jar = readdirSync(join(folder, 'target')).find((name) => /^connector-service-.*[0-9]\.jar$/.test(name));
  if (!jar) throw new Error(`The previous version could not be built:\n${build.output.slice(-4000)}`);
  copyFileSync(join(folder, 'target', jar), kept);
  return kept;
}
