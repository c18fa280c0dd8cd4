// What operators start from: settings, compose file, and what the jar holds.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { javaHome } from '../process/java.mjs';
import { packagedJar, project, startPostgres } from '../process/service.mjs';

const text = (file) => readFileSync(join(project, file), 'utf8');
const matches = (string, pattern) => [...string.matchAll(pattern)].map((match) => match[1]);

const settings = new Set(matches(text('.env.example'), /^([A-Z][A-Z0-9_]*)=/gm));
const compose = text('docker-compose.yml');

test('every variable that the service reads has a line in .env.example', () => {
  const read = matches(text('src/main/java/io/connectorservice/EnvironmentVariables.java'), /Map\.entry\("([A-Z0-9_]+)"/g);
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
    assert.match(line, /\$\{[A-Z_]+(:\?|:-\})/, line);
  }
});

test('what the compose file mounts is there', () => {
  const mounted = matches(compose, /- \.\/(src\/main\/docker\/\w+):\/docker:ro/g);
  assert.deepEqual(mounted.map((folder) => readdirSync(join(project, folder)).length > 0), [true, true]);
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
  for (const script of ['src/main/docker/vault/set-up.sh', 'mvnw']) {
    execFileSync('sh', ['-n', join(project, script)]);
  }
});
