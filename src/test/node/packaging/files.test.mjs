// What operators start from: settings, compose file, and what the jar holds.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { javaHome } from '../process/java.mjs';
import { packagedJar, project, startPostgres, temporaryFolder } from '../process/service.mjs';

const text = (file) => readFileSync(join(project, file), 'utf8');
const matches = (string, pattern) => [...string.matchAll(pattern)].map((match) => match[1]);

const settings = new Set(matches(text('.env.example'), /^([A-Z][A-Z0-9_]*)=/gm));
const compose = text('docker-compose.yml');

test('every variable that the service reads has a line in .env.example', () => {
  const read = matches(text('src/main/java/io/connectorservice/settings/EnvironmentVariables.java'), /Map\.entry\("([A-Z0-9_]+)"/g);
  assert.ok(read.length >= 20);
  assert.deepEqual(read.filter((variable) => !settings.has(variable)), []);
});

test('every finer setting in .env.example is one that the service has', () => {
  const named = matches(text('.env.example'), /^#(CONNECTOR_[A-Z_]+)=/gm);
  const metadata = JSON.parse(text('target/classes/META-INF/spring-configuration-metadata.json'));
  const known = new Set(metadata.properties.map(({ name }) => name.replaceAll('-', '').replaceAll('.', '_').toUpperCase()));
  assert.ok(named.length > 10);
  assert.deepEqual(named.filter((variable) => !known.has(variable)), []);
});

test('every variable of the compose file has a line in .env.example', () => {
  const used = matches(compose, /\$\{([A-Z_]+)/g);
  assert.deepEqual(used.filter((variable) => !settings.has(variable)), []);
});

test('the compose file holds no secret and requires each', () => {
  const secrets = compose.split('\n').filter((line) => /^\s+[A-Z_]*(PASSWORD|TOKEN|SECRET|SECRET_ID|API_KEY|DATABASE_URL)[A-Z_]*:/.test(line));
  assert.ok(secrets.length >= 10);
  for (const line of secrets) {
    assert.match(line, /\$\{[A-Z_]+(:\?|:-\})|: ""$/, line);
  }
});

test('what the compose file mounts is there', () => {
  const mounted = matches(compose, /- \.\/(src\/main\/docker\/\w+):\/docker:ro/g);
  assert.deepEqual(mounted.map((folder) => readdirSync(join(project, folder)).length > 0), [true, true, true]);
});

/** One service of the compose file, as its lines. */
const composed = (name) => compose.match(new RegExp(`^  ${name}:\\n((?:(?: {4}.*)?\\n)+)`, 'm'))[1];

test('the service runs as nobody, on a file system that it cannot write, without any power', () => {
  const dockerfile = text('Dockerfile');
  const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
  assert.match(last, /^USER ([1-9]\d{3,}):([1-9]\d{3,})$/m);
  assert.ok(last.indexOf('USER') < last.indexOf('ENTRYPOINT'));
  const service = composed('connector-service');
  for (const line of ['read_only: true', 'cap_drop: [ALL]', 'security_opt: ["no-new-privileges:true"]', 'tmpfs: ["/tmp:size=64m"]', 'mem_limit: 512m', 'pids_limit: 512']) {
    assert.ok(service.includes(`    ${line}\n`), line);
  }
  assert.doesNotMatch(compose, /privileged|network_mode: host|pid: host|docker\.sock|cap_add: \[(?!IPC_LOCK\])/);
});

test('what only runs once, or only looks, has no more power than the service', () => {
  for (const name of ['postgres-login', 'prometheus', 'grafana']) {
    for (const line of ['read_only: true', 'cap_drop: [ALL]', 'security_opt: ["no-new-privileges:true"]']) {
      assert.ok(composed(name).includes(`    ${line}\n`), `${name}: ${line}`);
    }
  }
});

function read(t, path) {
  const folder = temporaryFolder(t);
  execFileSync(join(javaHome(), 'bin', 'jar'), ['xf', packagedJar(), path], { cwd: folder });
  return readFileSync(join(folder, path), 'utf8');
}

test('the packaged jar says what it is made of, all of it', (t) => {
  const bom = JSON.parse(read(t, 'META-INF/sbom/application.cdx.json'));
  assert.equal(bom.bomFormat, 'CycloneDX');
  const listed = new Set(bom.components.map(({ name, version }) => `${name}-${version}.jar`.replace(/:/g, '-')));
  const held = execFileSync(join(javaHome(), 'bin', 'jar'), ['tf', packagedJar()], { encoding: 'utf8', maxBuffer: 1 << 26 })
    .split('\n').map((name) => name.match(/^BOOT-INF\/lib\/(.+\.jar)$/)?.[1]).filter((name) => name);
  const unlisted = held.filter((name) => ![...listed].some((one) => name === one || name.startsWith(one.replace(/\.jar$/, '-'))));
  assert.ok(held.length > 50);
  assert.deepEqual(unlisted.filter((name) => !/^spring-boot-jarmode-tools/.test(name)), []);
});

// copyleft that would reach the service itself; a licence to choose among others does not
const ALLOWED = /^(Apache-2\.0|MIT|MIT-0|BSD-[234]-Clause|0BSD|ISC|CC0-1\.0|EPL-[12]\.0|EDL-1\.0|MPL-2\.0|Unlicense|Zlib|PostgreSQL|Apache.*2.*|.*\bBSD\b.*|.*\bMIT\b.*|Public Domain.*|Go License|The Go license|LGPL-2\.1.*|GPL-2\.0-with-classpath-exception|.*[Cc]lasspath.*[Ee]xception.*)$/;

test('every part has a licence that may be in a service, and a report says which', (t) => {
  const bom = JSON.parse(read(t, 'META-INF/sbom/application.cdx.json'));
  const parts = bom.components.map(({ group, name, version, licenses = [] }) => ({ part: `${group}:${name}:${version}`,
    licences: licenses.flatMap(({ license, expression }) => expression ? expression.split(/ OR /) : [license.id ?? license.name]) }));
  writeFileSync(join(project, 'target', 'licences.tsv'), parts.map(({ part, licences }) => `${part}\t${licences.join(' | ')}\n`).sort().join(''));
  const refused = parts.filter(({ licences }) => !licences.some((licence) => ALLOWED.test(licence)));
  assert.deepEqual(refused, []);
  console.log(`${parts.length} parts; each with its licence in target/licences.tsv`);
});

test('the packaged jar holds no database server and nothing of the tests', () => {
  const held = execFileSync(join(javaHome(), 'bin', 'jar'), ['tf', packagedJar()], { encoding: 'utf8', maxBuffer: 1 << 26 })
    .split('\n').filter((name) => /^BOOT-INF\/(lib\/.+|classes\/.*Tests?)/.test(name));
  assert.ok(held.length > 50);
  assert.deepEqual(held.filter((name) => /embedded|zonky|binaries|junit|mockito|testcontainers|archunit|-test|Tests/.test(name)), []);
});

test('the login of the service is made once, changed after that, and may do nothing by itself', async (t) => {
  if (spawnSync('psql', ['--version']).status !== 0) {
    return t.skip('no psql here');
  }
  const postgres = await startPostgres(t);
  const sql = join(project, 'src/main/docker/postgres/service-login.sql');
  const psql = (url, arguments_, password) => execFileSync('psql', [url, '--no-psqlrc', '--quiet', '--tuples-only', '--no-align', ...arguments_],
    { encoding: 'utf8', env: { ...process.env, CONNECTOR_SERVICE_DB_PASSWORD: password } }).trim();
  psql(postgres.migrationUrl, ['--command=drop role connector_service']);
  for (const password of ["first", "se'cond"]) {
    psql(postgres.migrationUrl, [`--file=${sql}`], password);
    const mine = postgres.migrationUrl.replace(/\/\/[^@]+@/, `//connector_service:${encodeURIComponent(password)}@`);
    assert.equal(psql(mine, ['--command=select rolinherit, rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = current_user']), 'f|f|f|f');
  }
});

test('the scripts that containers run are good shell', () => {
  for (const script of ['src/main/docker/vault/set-up.sh', 'src/main/docker/vault/start.sh', 'mvnw']) {
    execFileSync('sh', ['-n', join(project, script)]);
  }
});
