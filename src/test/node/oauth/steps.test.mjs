// A process is killed at every step of a refresh in turn, and another one goes on from there: over a Postgres, a Vault
// and a provider that stop at the step that is wanted. Each victim is in the midst of several connectors' refreshes, each
// held at a step of its own, once at a provider with a time of grace and once at one without.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { signedToken } from '../process/jwt.mjs';
import { call, imageFlags, startPostgres, startService } from '../process/service.mjs';
import { makeGates } from './gates.mjs';
import { startPostgresProxy } from './postgres-proxy.mjs';
import { startProvider } from './provider.mjs';
import { asked, steps, stored } from './refresh-steps.mjs';
import { startVault } from './vault.mjs';

const GRACE = 60_000;
const STEPS_OF_ONE_VICTIM = 4;
const JWT_SECRET = 'example-jwt-secret-of-at-least-32-bytes';
const TENANT = '6f1c2f6e-8a0e-4a55-9a3e-0c8a4b1d7e11';

test('processes that die or stand still in a refresh', { timeout: 420_000 }, async (t) => {
  const gates = makeGates();
  const provider = await startProvider(t, gates);
  const vault = await startVault(t, gates);
  const postgres = await startPostgres(t);
  const flags = [...imageFlags, '-XX:TieredStopAtLevel=1'];

  async function startOne(databaseUrl = postgres.url) {
    const service = await startService(t, { flags, env: { DATABASE_URL: databaseUrl, MIGRATION_DATABASE_URL: postgres.migrationUrl,
      LOCAL_DATA_DIR: '', VAULT_ADDR: vault.url, VAULT_TOKEN: vault.token, SUPABASE_JWT_SECRET: JWT_SECRET, TENANT_AUTO_REGISTER: 'true',
      EGRESS_ALLOW: `127.0.0.1:${provider.port}`, CONNECTOR_OAUTH_LEASE: '3s',
      // what is held waits for its victim's other connectors
      CONNECTOR_VAULT_READTIMEOUT: '20s', CONNECTOR_VAULT_CALLTIMEOUT: '30s', CONNECTOR_DATABASE_TRANSACTIONTIMEOUT: '30s',
      // a token is looked for anew before its configuration is
      CONNECTOR_OAUTH_CACHETIME: '1s', CONNECTOR_CONNECTORS_CACHETIME: '1m' } });
    return { ...service, token: () => signedToken(TENANT, JWT_SECRET) };
  }
  const startVictim = async () => {
    const database = await startPostgresProxy(t, postgres.url, gates);
    return { ...(await startOne(database.url)), database };
  };
  const survivor = await startOne();

  const read = (service, connector) => call(service, 'GET', `/${connector.id}/data?resource_path=/me`);

  async function connect(name, grace) {
    const family = provider.family(grace);
    const created = await call(survivor, 'POST', '/configurations', {
      connector_name: `${name}, ${grace ? 'grace' : 'no grace'}`, service_name: 'suite', auth_type: 'oauth2',
      auth_config: { grant_type: 'refresh_token', client_id: 'c', token_endpoint_auth_method: 'none', token_url: `${provider.url}/token` },
      api_spec: { servers: [{ url: provider.url }] }, credentials: { refresh_token: `${family}.0` } });
    assert.equal(created.status, 201, created.text);
    const connector = { id: created.body.id, family, grace };
    assert.equal((await read(survivor, connector)).status, 200);
    return connector;
  }

  /** Lets the victim come to the step with this connector and stay there. */
  async function hold(victim, step, connector) {
    const gate = gates.set(step.at.place, step.at.fits(connector), step.at.nth);
    const answer = read(victim, connector).then((early) => early.text, () => 'cut');
    await Promise.race([gate.reached, answer.then((text) => assert.fail(`${step.name} was not reached: ${text}`))]);
    return { gate, answer };
  }

  // a caller tries again while it is told to
  async function decided(connector) {
    const began = performance.now();
    let answer;
    do {
      answer = await read(survivor, connector);
    } while (![200, 409].includes(answer.status) && performance.now() - began < 20_000 && (await sleep(100, true)));
    return { answer, milliseconds: Math.round(performance.now() - began) };
  }

  async function assertTold(connector, answer, what) {
    assert.equal(answer.body.code, 'reauthorization_required', what);
    const shown = await call(survivor, 'GET', `/configurations/${connector.id}`);
    assert.equal(shown.body.connection_status, 'reauthorization_required', what);
    const events = await call(survivor, 'GET', `/${connector.id}/events`);
    assert.equal(events.body.data.filter(({ kind }) => kind === 'reauthorization_required').length, 1, what);
  }

  async function recovered(step, connector) {
    const { answer, milliseconds } = await decided(connector);
    const what = `${step.name}, ${connector.grace ? 'grace' : 'no grace'}: ${answer.text}\n${provider.historyOf(connector.family)}`;
    const isLost = Boolean(step.isLostWithoutGrace && !connector.grace);
    assert.equal(answer.status, isLost ? 409 : 200, what);
    assert.equal(provider.isAlive(connector.family), !isLost, what);
    assert.equal(provider.callsOf(connector.family) - 1, step.calls, what);
    assert.equal(provider.grantsOf(connector.family) - 1, isLost ? 1 : step.grants, what);
    if (isLost) await assertTold(connector, answer, what);
    else assert.equal((await call(survivor, 'GET', `/configurations/${connector.id}`)).body.connection_status, 'connected', what);
    return { step: step.name, grace: Boolean(connector.grace), calls: step.calls, lost: isLost, 'recovered after, ms': milliseconds };
  }

  provider.lifeSeconds = 1;
  const stakes = [];
  for (const step of steps) {
    stakes.push({ step, connectors: await Promise.all([connect(step.name, GRACE), connect(step.name, 0)]) });
  }
  const [afterLateWrite, afterStandstill, afterOutage] = [await connect('late write', GRACE), await connect('standstill', 0), await connect('outage', 0)];
  await sleep(1000);
  provider.lifeSeconds = 3600;
  let spare;

  await t.test('kill -9 at every step', killAtEveryStep);

  await t.test('what a dead process wrote comes late, and the later answer counts', async () => {
    const victim = await startVictim();
    const lateWrite = await hold(victim, { name: 'store write', at: stored('before', 'POST') }, afterLateWrite);
    victim.child.kill('SIGKILL');
    await victim.ended;
    const write = gates.set('vault', stored('before', 'POST').fits(afterLateWrite));
    const recovering = decided(afterLateWrite);
    await write.reached;
    const writes = vault.writes;
    lateWrite.gate.open('go');
    while (vault.writes === writes) await sleep(10);
    write.open('go');
    const { answer } = await recovering;
    assert.equal(answer.status, 200, answer.text);
    assert.equal(vault.stored(afterLateWrite.id).refresh_token, `${afterLateWrite.family}.3`, provider.historyOf(afterLateWrite.family));
  });

  await t.test('who stood still beyond its lease does not ask any more', async () => {
    spare = await startVictim();
    const held = await hold(spare, { name: 'second look', at: stored('after', 'GET', 2) }, afterStandstill);
    spare.child.kill('SIGSTOP');
    const { answer } = await decided(afterStandstill);
    assert.equal(answer.status, 200, answer.text);
    spare.child.kill('SIGCONT');
    held.gate.open('go');
    assert.match(await held.answer, /"data":/);
    assert.ok(provider.isAlive(afterStandstill.family), provider.historyOf(afterStandstill.family));
    assert.equal(provider.callsOf(afterStandstill.family), 2);
  });

  await t.test('a store that is down between answer and write keeps others from asking', async () => {
    const answered = gates.set('provider', asked('answer').fits(afterOutage));
    const asking = read(spare, afterOutage);
    await answered.reached;
    vault.failsWrites = true;
    answered.open('go');
    assert.equal((await asking).body.code, 'secret_store_unavailable');
    const waiting = decided(afterOutage);
    // longer than a lease
    await sleep(4000);
    vault.failsWrites = false;
    assert.equal((await waiting).answer.status, 200);
    assert.equal((await read(spare, afterOutage)).status, 200);
    assert.equal(provider.callsOf(afterOutage.family), 2);
    assert.equal(vault.stored(afterOutage.id).refresh_token, `${afterOutage.family}.2`);
  });

  await t.test('a token that is good serves on while the database is down', async () => {
    assert.equal((await read(spare, afterOutage)).status, 200);
    spare.database.down();
    const goOn = Date.now() + 4000;
    while (Date.now() < goOn) {
      const answer = await read(spare, afterOutage);
      assert.equal(answer.status, 200, answer.text);
      assert.ok(answer.milliseconds < 10_000, `${answer.milliseconds} ms`);
    }
    const unknown = await call(spare, 'GET', '/configurations');
    assert.equal(unknown.body.code, 'database_unavailable');
    spare.database.up();
    const answer = await read(spare, afterOutage);
    assert.equal(answer.status, 200, answer.text);
    assert.equal(provider.callsOf(afterOutage.family), 2);
  });

  async function killAtEveryStep() {
    const rows = [];
    const victims = Math.ceil(stakes.length / STEPS_OF_ONE_VICTIM);
    let recovering = [];
    for (let i = 0; i < victims; i++) {
      const victim = await startVictim();
      await Promise.all(recovering);
      // far apart, so that no victim has all its database connections held
      const mine = stakes.filter((_, index) => index % victims === i);
      const held = [];
      for (const { step, connectors } of mine) {
        for (const connector of connectors) held.push(await hold(victim, step, connector));
      }
      victim.child.kill('SIGKILL');
      await victim.ended;
      assert.deepEqual(await Promise.all(held.map(({ answer }) => answer)), held.map(() => 'cut'), 'killed while all were held');
      held.forEach(({ gate }) => gate.open('drop'));
      recovering = mine.flatMap(({ step, connectors }) => connectors.map(async (connector) => rows.push(await recovered(step, connector))));
      recovering.forEach((one) => one.catch(() => {}));
    }
    await Promise.all(recovering);
    assert.equal(rows.length, 2 * steps.length);
    console.table(rows.toSorted((one, other) => order(one) - order(other)));
  }
});

const order = (row) => steps.findIndex(({ name }) => name === row.step) * 2 + (row.grace ? 0 : 1);
