// How ./mvnw comes by a Maven: downloads it, or takes the installed one, or says what to do.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { javaHome } from '../process/java.mjs';
import { project, temporaryFolder } from '../process/service.mjs';

const TOOLS = ['sh', 'dirname', 'basename', 'uname', 'tr', 'find', 'sed', 'head', 'awk', 'mktemp', 'mkdir', 'rm', 'mv', 'tar', 'gzip', 'cat',
  'sha256sum', 'env', 'printf', 'ls', 'grep', 'chmod'];
const WARNING = /^mvnw: apache-maven-9\.9\.9 could not be downloaded; using the installed Maven 3\.6\.3\n$/;

test('./mvnw', async (t) => {
  const archive = fakeMaven(t);

  await t.test('downloads, checks and runs the Maven that is named, once', async (t) => {
    for (const downloader of ['curl', 'wget', 'java']) {
      const site = await serve(t, (_, answer) => answer.end(archive));
      const machine = aMachine(t, { url: site.url, sha256: sha256(archive), programs: only(downloader) });
      const [first, second] = [await machine.mvnw('-v', 'two words'), await machine.mvnw('-v')];
      assert.deepEqual([first.code, first.out, first.err], [0, 'fake 9.9.9: -v|two words\n', ''], downloader);
      assert.deepEqual([second.code, second.out, site.requests()], [0, 'fake 9.9.9: -v\n', 1], downloader);
    }
  });

  await t.test('never runs what does not have the checksum, even where a Maven is installed', async (t) => {
    const site = await serve(t, (_, answer) => answer.end(archive));
    const machine = aMachine(t, { url: site.url, sha256: '0'.repeat(64), maven: '3.9.9' });
    const run = await machine.mvnw('-v');
    assert.equal(run.code, 1);
    assert.match(run.err, /Failed to validate Maven distribution SHA-256/);
    assert.equal(run.out, '');
  });

  await t.test('takes an installed Maven where the download fails, with one line of warning', async (t) => {
    for (const downloader of ['curl', 'wget', 'java']) {
      const machine = aMachine(t, { url: 'http://nowhere.invalid', maven: '3.6.3', programs: only(downloader) });
      const run = await machine.mvnw('-q', 'verify');
      assert.deepEqual([run.code, run.out], [0, 'installed: -q|verify\n'], downloader + run.err);
      assert.match(run.err, WARNING);
    }
  });

  await t.test('does not try again at once what failed', async (t) => {
    const site = await serve(t, (_, answer) => answer.writeHead(404).end());
    const machine = aMachine(t, { url: site.url, maven: '3.6.3' });
    await machine.mvnw('-v');
    const again = await machine.mvnw('-v');
    assert.match(again.err, WARNING);
    assert.equal(site.requests(), 1);
  });

  await t.test('says what to do where there is neither', async (t) => {
    for (const maven of [undefined, '3.6.2', '3.5.9', '2.2.1']) {
      const machine = aMachine(t, { url: 'http://nowhere.invalid', maven });
      const run = await machine.mvnw('-v');
      assert.equal(run.code, 1);
      assert.match(run.err, /^Maven could not be downloaded from \S+, and no Maven 3\.6\.3 or later is installed: .+ install Maven.*\n$/);
    }
  });

  await t.test('gives up on an address that swallows packets after about ten seconds', async (t) => {
    const machine = aMachine(t, { url: 'http://192.0.2.1', maven: '3.6.3' });
    const began = performance.now();
    const run = await machine.mvnw('-v');
    assert.equal(run.code, 0);
    assert.ok(performance.now() - began < 15_000);
  });
});

const only = (downloader) => (downloader === 'java' ? [] : [downloader]);
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** A folder with the wrapper in it, and a path on which nothing is but what is named; run from elsewhere. */
function aMachine(t, { url, sha256 = '', maven, programs = ['curl'] }) {
  const folder = temporaryFolder(t);
  const [bin, home, there] = ['bin', 'home', 'a project'].map((name) => join(folder, name));
  [bin, home, join(there, '.mvn', 'wrapper')].forEach((name) => mkdirSync(name, { recursive: true }));
  copyFileSync(join(project, 'mvnw'), join(there, 'mvnw'));
  writeFileSync(join(there, '.mvn/wrapper/maven-wrapper.properties'),
    `distributionUrl=${url}/apache-maven-9.9.9-bin.zip\ndistributionSha256Sum=unused\ndistributionTarGzSha256Sum=${sha256}\n`);
  for (const tool of [...TOOLS, ...programs]) {
    symlinkSync(execFileSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).trim().replace(/^printf$/, '/usr/bin/printf'), join(bin, tool));
  }
  for (const tool of ['java', 'javac']) {
    symlinkSync(join(javaHome(), 'bin', tool), join(bin, tool));
  }
  if (maven) {
    writeFileSync(join(bin, 'mvn'), `#!/bin/sh\nif [ "$1" = --version ]; then echo "Apache Maven ${maven} (abc)"; else IFS='|'; echo "installed: $*"; fi\n`);
    chmodSync(join(bin, 'mvn'), 0o755);
  }
  return { mvnw: (...args) => run(join(there, 'mvnw'), args, { cwd: home, env: { PATH: bin, HOME: home } }) };
}

function run(command, args, options) {
  return new Promise((resolve) => {
    const child = spawn(command, args, options);
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk) => (out += chunk));
    child.stderr.on('data', (chunk) => (err += chunk));
    child.once('close', (code) => resolve({ code, out, err }));
  });
}

/** A distribution whose mvn says what it was given. */
function fakeMaven(t) {
  const folder = temporaryFolder(t);
  const bin = join(folder, 'apache-maven-9.9.9', 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'mvn'), `#!/bin/sh\nIFS='|'\necho "fake 9.9.9: $*"\n`);
  chmodSync(join(bin, 'mvn'), 0o755);
  execFileSync('tar', ['czf', join(folder, 'maven.tar.gz'), '-C', folder, 'apache-maven-9.9.9']);
  return readFileSync(join(folder, 'maven.tar.gz'));
}

async function serve(t, handler) {
  let requests = 0;
  const server = createServer((request, answer) => {
    requests++;
    handler(request, answer);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return { url: `http://127.0.0.1:${server.address().port}`, requests: () => requests };
}
