// One row a fault: what each kind of call answers while it lasts, how long that takes, and how soon all is well again
// once it is over. Against the packaged service, a real Postgres, a double of Vault and a third party, each behind a
// proxy.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { call } from '../process/service.mjs';
import { brief, connector, make, probe, read, startParts, until } from './parts.mjs';

const RECOVERY_SECONDS = 10;
// what a probe of an orchestrator waits at the least
const PROBE = 1000;
// a caller's own share: this process and the network of a busy machine
const SLACK = 500;

const NO_DATABASE = '503 database_unavailable 2';
const NO_SECRETS = '503 secret_store_unavailable 5';
const FINE = { config: '200', change: '201', data: '200', action: '200', ready: 200, health: 200, within: 3000 };
const DATABASE_DOWN = { config: NO_DATABASE, change: NO_DATABASE, data: NO_DATABASE, action: NO_DATABASE, ready: 503, health: 503, within: 3000 };
const VAULT_DOWN = { ...FINE, data: NO_SECRETS, action: NO_SECRETS, health: 503, within: 3500 };
const SILENT_SERVICE = { ...FINE, isAlwaysNew: true, data: '502 upstream_timeout', action: '502 outcome_unknown', within: 3500 };

const LOGIN = 'ALTER ROLE connector_service';
const LOCKED = 'DO $$ BEGIN LOCK TABLE public.integration_connectors IN ACCESS EXCLUSIVE MODE; PERFORM pg_sleep(6); END $$';

/** Each row: what fails, how, how it ends, and what callers are told meanwhile. */
const rows = ({ postgres, database, vault, vaultServer, upstream }) => [
  ['database down', () => database.down(), () => database.up(), DATABASE_DOWN],
  ['database half-open', () => database.set({ silent: true }), () => database.up(), DATABASE_DOWN],
  ['database slow', () => database.set({ latency: 4000 }), () => database.up(), DATABASE_DOWN],
  ['database dripping', () => database.set({ drip: 200 }), () => database.up(), DATABASE_DOWN],
  ['database sessions ended', () => database.reset(), () => {}, { ...FINE, isOverAtOnce: true }],
  // the login's new sessions are as those on a server that was demoted
  ['database read-only', async () => {
    await postgres.sql(`${LOGIN} SET default_transaction_read_only = on`);
    database.reset();
  }, () => postgres.sql(`${LOGIN} RESET default_transaction_read_only`),
  { ...FINE, change: NO_DATABASE, action: NO_DATABASE, ready: 503, health: 503, isSeenFirst: true }],
  // whoever waits for a lock holds a connection: there are none left
  ['database connections used up', () => void postgres.sql(LOCKED), () => {}, { ...DATABASE_DOWN, ready: 200, health: 200, crowd: 30 }],
  ['vault down', () => vault.down(), () => vault.up(), VAULT_DOWN],
  ['vault half-open', () => vault.set({ silent: true }), () => vault.up(), VAULT_DOWN],
  ['vault slow', () => (vaultServer.delay = 10_000), () => (vaultServer.delay = 0), VAULT_DOWN],
  ['vault sealed', () => (vaultServer.condition = 'sealed'), () => (vaultServer.condition = 'active'), VAULT_DOWN],
  ['vault standby that forwards nothing', () => (vaultServer.condition = 'standby'), () => (vaultServer.condition = 'active'), VAULT_DOWN],
  ['vault token revoked', () => (vaultServer.token = 'hvs.another'), () => (vaultServer.token = 'hvs.of-the-double'), VAULT_DOWN],
  ['service down', () => upstream.down(), () => upstream.up(), { ...FINE, data: '502 upstream_unreachable', action: '502 upstream_unreachable' }],
  ['service half-open', () => upstream.set({ silent: true }), () => upstream.up(), SILENT_SERVICE],
  ['service dripping', () => upstream.set({ drip: 200 }), () => upstream.up(), SILENT_SERVICE],
  ['service slow', () => upstream.set({ latency: 200 }), () => upstream.up(), FINE],
  ['service cutting its answers', () => upstream.set({ cutsAfter: 60 }), () => upstream.up(),
    { ...FINE, data: '502 upstream_unreachable', action: '502 outcome_unknown' }],
];

test('what fails behind the service', { timeout: 300_000 }, async (t) => {
  const parts = await startParts(t);
  const { postgres, upstream } = parts;
  const database = parts.databaseProxy;
  const proxies = { postgres, database, vault: parts.vaultProxy, vaultServer: parts.vault, upstream: parts.upstreamProxy };
  const url = `http://127.0.0.1:${parts.upstreamProxy.port}`;
  const env = { CONNECTOR_OUTBOUND_TOTALTIMEOUT: '2s', CONNECTOR_OUTBOUND_CONNECTTIMEOUT: '1s', CONNECTOR_CALLS_DEADLINE: '2s' };
  let service;

  await t.test('nothing is there at the start', async () => {
    database.down();
    parts.vaultProxy.down();
    service = await parts.start({ env });
    assert.equal((await probe(service, '/actuator/health/liveness')).status, 200);
    assert.equal((await service.readiness()).status, 503);
    assert.equal(brief(await call(service, 'GET', '/configurations')), NO_DATABASE);
    await database.up();
    await until(service.readiness, ({ status }) => status === 200, RECOVERY_SECONDS, 'ready and migrated');
    const without = await call(service, 'POST', '/configurations', { connector_name: 'early', service_name: 'suite', auth_type: 'apikey',
      auth_config: { api_key_name: 'X-Key', key_location: 'header' } });
    assert.equal(without.status, 201, without.text);
    await parts.vaultProxy.up();
    await until(() => call(service, 'PUT', `/configurations/${without.body.id}/credentials`, { api_key: 'a-key-of-the-suite' }),
      ({ status }) => status === 204, RECOVERY_SECONDS, 'secrets stored');
  });

  const table = [];
  for (const [name, begin, end, expected] of rows(proxies)) {
    await t.test(name, () => tryFault(name, begin, end, expected));
  }
  console.table(table);

  async function tryFault(name, begin, end, expected) {
    // never used before, so nothing of them is in memory
    const fresh = await Promise.all(Array.from({ length: 3 }, () => connector(service, url)));
    const row = { fault: name };
    await begin();
    try {
      await suffer(row, fresh, expected);
    } finally {
      await end();
    }
    row['well after, ms'] = await until(() => read(service, fresh[2]), ({ status }) => status === 200, RECOVERY_SECONDS, `${name}: data`);
    row['well after, ms'] += await until(() => make(service, fresh[2], randomUUID()), ({ status }) => status === 200, RECOVERY_SECONDS, `${name}: action`);
    await until(service.readiness, ({ status }) => status === 200, RECOVERY_SECONDS, `${name}: readiness`);
    await until(() => probe(service, '/actuator/health'), ({ status }) => status === 200, RECOVERY_SECONDS, `${name}: health`);
    table.push(row);
  }

  // nobody knows of it yet; and then all do
  async function suffer(row, fresh, expected) {
    if (expected.isOverAtOnce) return;
    if (expected.crowd) await sleep(300);
    const crowd = Array.from({ length: expected.crowd ?? 0 }, () => call(service, 'GET', `/configurations/${fresh[0]}`));
    if (!expected.isSeenFirst) await assertTold(row, 'first', fresh[0], expected, crowd);
    await until(service.readiness, ({ status }) => status === expected.ready, 8, `${row.fault}: readiness ${expected.ready}`);
    await assertProbes(row, expected);
    if (!expected.crowd && !expected.isAlwaysNew) await assertTold(row, 'then', fresh[1], expected, []);
  }

  async function assertTold(row, when, id, expected, also) {
    const calls = {
      config: call(service, 'GET', `/configurations/${id}`),
      change: call(service, 'POST', '/configurations', { connector_name: `new ${randomUUID()}`, service_name: 'suite', auth_type: 'apikey',
        auth_config: { api_key_name: 'X-Key', key_location: 'header' } }),
      data: read(service, id),
      action: make(service, id, randomUUID()),
    };
    const slow = [];
    for (const [kind, calling] of Object.entries(calls)) {
      const answer = await calling;
      assert.equal(brief(answer), expected[kind], `${row.fault}, ${when}, ${kind}: ${answer.text}`);
      if (answer.status >= 400) assert.match(answer.headers.get('content-type'), /^application\/problem\+json/);
      slow.push(answer.milliseconds);
    }
    for (const answer of await Promise.all(also)) {
      assert.equal(brief(answer), expected.config, `${row.fault}, one of many: ${answer.text}`);
      slow.push(answer.milliseconds);
    }
    row[`${when}, ms`] = Math.max(...slow);
    assert.ok(row[`${when}, ms`] < expected.within + SLACK, `${row.fault}, ${when}: ${slow} ms`);
  }

  async function assertProbes(row, expected) {
    const probes = { '/actuator/health/liveness': 200, '/api/v1/health': 200, '/actuator/health/readiness': expected.ready, '/actuator/health': expected.health };
    for (const [path, status] of Object.entries(probes)) {
      const answer = await probe(service, path);
      assert.equal(answer.status, status, `${row.fault}: ${path}: ${answer.text}`);
      assert.ok(answer.milliseconds < PROBE, `${row.fault}: ${path} took ${answer.milliseconds} ms`);
    }
  }

  await t.test('an action whose answer could not be kept is not done again', async () => {
    const id = await connector(service, url);
    assert.equal((await read(service, id)).status, 200);
    const nonce = randomUUID();
    upstream.onMade = async () => database.down();
    const first = await make(service, id, nonce);
    upstream.onMade = async () => {};
    assert.equal(first.status, 200, first.text);
    await database.up();
    await until(() => make(service, id, nonce), (answer) => brief(answer) === '409 idempotency_key_in_use 1', RECOVERY_SECONDS, 'in use');
    await endLeases();
    assert.equal(brief(await make(service, id, nonce)), '502 outcome_unknown');
    assert.equal(upstream.madeOf(nonce), 1);
  });

  await t.test('an action whose process was killed is not done again', async () => {
    const id = await connector(service, url);
    const nonce = randomUUID();
    const sent = new Promise((resolve) => (upstream.onMade = () => new Promise((answer) => resolve(answer))));
    const cut = make(service, id, nonce).catch(() => 'cut');
    const answer = await sent;
    service.child.kill('SIGKILL');
    await service.ended;
    assert.equal(await cut, 'cut');
    upstream.onMade = async () => {};
    answer();
    service = await parts.start({ env });
    assert.equal(brief(await make(service, id, nonce)), '409 idempotency_key_in_use 1');
    await endLeases();
    assert.equal(brief(await make(service, id, nonce)), '502 outcome_unknown');
    assert.equal(upstream.madeOf(nonce), 1);
  });

  // what takes minutes
  function endLeases() {
    return postgres.sql('update connector_service.idempotency_keys set in_flight_until = now() - interval \'1 second\' where state = \'in_flight\'');
  }
});
