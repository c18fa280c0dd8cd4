// Finds Java 25 as the build does: whatever JAVA_HOME or the path name, else where JDKs are installed.
import { existsSync, readFileSync, readdirSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

const WANTED = 25;
const EXECUTABLE = process.platform === 'win32' ? 'java.exe' : 'java';

/** The home of a Java 25, or an error that says what to do. */
export function javaHome() {
  const home = candidates().find(isWanted);
  if (!home) {
    throw new Error(`No Java ${WANTED} was found: set JAVA_HOME to one`);
  }
  return home;
}

export function java() {
  return join(javaHome(), 'bin', EXECUTABLE);
}

function* homes() {
  for (const variable of ['JAVA_HOME', 'JAVA25_HOME', 'JAVA_HOME_25_X64', 'JAVA_HOME_25_ARM64', 'JDK25']) {
    if (process.env[variable]) yield process.env[variable];
  }
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const found = join(folder, EXECUTABLE);
    if (folder && existsSync(found)) yield dirname(dirname(realpathSync(found)));
  }
  const mine = homedir();
  for (const parent of ['/usr/lib/jvm', '/usr/java', '/opt', '/opt/java', '/opt/jdk', join(mine, '.sdkman/candidates/java'),
    join(mine, '.jdks'), join(mine, '.m2/jdks'), join(mine, '.asdf/installs/java'), join(mine, '.local/share/mise/installs/java'),
    '/Library/Java/JavaVirtualMachines', join(mine, 'Library/Java/JavaVirtualMachines'), 'C:\\Program Files\\Java',
    'C:\\Program Files\\Eclipse Adoptium', '/opt/homebrew/opt', '/usr/local/opt']) {
    yield* below(parent);
  }
  yield* discoveredByMaven(mine);
}

function candidates() {
  return [...homes()];
}

function* below(parent) {
  let names = [];
  try {
    names = readdirSync(parent);
  } catch {
    return;
  }
  for (const name of names) {
    yield join(parent, name);
    yield join(parent, name, 'Contents', 'Home');
    yield join(parent, name, 'libexec', 'openjdk.jdk', 'Contents', 'Home');
  }
}

function* discoveredByMaven(mine) {
  const cache = join(mine, '.m2', 'discovered-jdk-toolchains-cache.xml');
  if (existsSync(cache)) {
    for (const [, home] of readFileSync(cache, 'utf8').matchAll(/<jdkHome>([^<]+)<\/jdkHome>/g)) yield home;
  }
}

function isWanted(home) {
  try {
    const version = readFileSync(join(home, 'release'), 'utf8').match(/^JAVA_VERSION="(\d+)/m);
    return Number(version?.[1]) === WANTED && existsSync(join(home, 'bin', EXECUTABLE));
  } catch {
    return false;
  }
}

// for shell scripts: prints the home
if (import.meta.filename === process.argv[1]) {
  try {
    console.log(javaHome());
  } catch (failure) {
    console.error(failure.message);
    process.exitCode = 1;
  }
}
