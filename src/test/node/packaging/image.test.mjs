// The steps of the Dockerfile that need no engine: what it extracts, how that starts, how its health is checked.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { residentMegabytes, start } from '../process/children.mjs';
import { java } from '../process/java.mjs';
import { freePort, imageFlags, startPostgres, temporaryFolder } from '../process/service.mjs';
import { dockerfile, imageEnvironment, layOut, train } from './layout.mjs';

const entrypoint = JSON.parse(dockerfile.match(/^ENTRYPOINT (\[.*\])$/m)[1]);
const healthCheck = JSON.parse(dockerfile.match(/^HEALTHCHECK .*CMD (\[.*\])$/m)[1]);

test('the image as its Dockerfile lays it out', async (t) => {
  const folder = temporaryFolder(t);
  const app = layOut(folder);
  const port = await freePort();
  const environment = { PATH: process.env.PATH, HOME: folder, ...imageEnvironment,
    PORT: String(port), BIND_ADDRESS: '127.0.0.1', SUPABASE_JWT_SECRET: 'example-jwt-secret-of-at-least-32-bytes' };
  // a cache that cannot be used would only be missed
  const cache = [...entrypoint.filter((part) => part.startsWith('-XX:AOTCache=')), '-XX:AOTMode=on'];
  const command = [...imageFlags, ...entrypoint.slice(entrypoint.indexOf('-jar'))];

  await t.test('our code is a small layer of its own', () => {
    assert.ok(statSync(join(app, 'connector-service.jar')).size < 3_000_000);
    assert.ok(existsSync(join(app, 'lib')));
  });

  await t.test('refuses to start without a database and a Vault, and names them', () => {
    const ended = spawnSync(java(), command, { cwd: app, env: { ...environment, SUPABASE_JWT_SECRET: '' }, encoding: 'utf8' });
    assert.equal(ended.status, 1);
    assert.match(ended.stdout + ended.stderr, /DATABASE_URL and VAULT_ADDR must be set, because this is a container/);
  });

  await t.test('is not healthy before it runs', () => {
    assert.notEqual(spawnSync(healthCheck[0], healthCheck.slice(1), { env: environment }).status, 0);
  });

  const postgres = await startPostgres(t);

  await t.test('is trained by a start of its own, and by reads with signed tokens', () => {
    const output = train(app, { ...environment, DATABASE_URL: postgres.url, MIGRATION_DATABASE_URL: postgres.migrationUrl });
    const [, reads] = output.match(/^The training read (\d+) times with status 200$/m);
    console.log({ 'reads of the training': Number(reads), 'AOT cache, MB': Math.round(statSync(join(app, 'connector-service.aot')).size / 1e6) });
    assert.ok(reads >= 5_000);
    assert.ok(statSync(join(app, 'connector-service.aot')).size > 50_000_000);
  });

  await t.test('starts, is healthy by its own check, and ends when told to', async () => {
    const began = performance.now();
    const service = await start('image', java(), [...cache, ...command], { cwd: app, ready: /Started ConnectorServiceApplication in/,
      env: { ...environment, DATABASE_URL: postgres.url, MIGRATION_DATABASE_URL: postgres.migrationUrl,
        VAULT_ADDR: 'http://127.0.0.1:1', VAULT_TOKEN: 'example' } });
    console.log({ 'start of the extracted jar, seconds': Number(((performance.now() - began) / 1000).toFixed(1)),
      'memory idle, MiB': residentMegabytes(service.pid) });
    execFileSync(healthCheck[0], healthCheck.slice(1), { env: environment });
    assert.doesNotMatch(service.output, /WARNING: .*native/);
    await service.end();
    assert.equal(service.child.exitCode, 143);
  });
});
