// Three processes of the packaged service over one database and one secret store: nobody asks twice for a token,
// and whoever is killed while asking loses no connection that the provider lets be kept.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { call, imageFlags, startPostgres, startService, temporaryFolder } from '../process/service.mjs';
import { startProvider } from './provider.mjs';

const KILLS = Number(process.env.OAUTH_KILLS ?? 20);
const SECONDS = Number(process.env.OAUTH_KILL_SECONDS ?? 50);
const GRACE = 60_000;
const CONNECTORS_AT_STAKE = 3;
const measures = {};

test('tokens of several processes', { timeout: (SECONDS + 150) * 1000 }, async (t) => {
  const provider = await startProvider(t);
  const postgres = await startPostgres(t);
  const shared = temporaryFolder(t);
  const env = { DATABASE_URL: postgres.url, MIGRATION_DATABASE_URL: postgres.migrationUrl, LOCAL_DATA_DIR: shared,
    EGRESS_ALLOW: `127.0.0.1:${provider.port}`, CONNECTOR_OAUTH_LEASE: '5s',
    // a third of the 200 callers comes to each process: on a busy machine some would outwait the usual share
    CONNECTOR_OUTBOUND_MAXCALLSPERTENANTANDHOST: '100' };
  const flags = [...imageFlags, '-XX:TieredStopAtLevel=1'];
  const startOne = async () => ({ ...(await startService(t, { env, flags })), token: () => readFileSync(join(shared, 'dev-token'), 'utf8').trim() });
  const first = await startOne();
  const services = [first, ...(await Promise.all([startOne(), startOne()]))];

  async function connect(grace) {
    const family = provider.family(grace);
    const created = await call(services[0], 'POST', '/configurations', {
      connector_name: family, service_name: 'suite', auth_type: 'oauth2',
      auth_config: { grant_type: 'refresh_token', client_id: 'c', token_endpoint_auth_method: 'none', token_url: `${provider.url}/token` },
      api_spec: { servers: [{ url: provider.url }] }, credentials: { refresh_token: `${family}.0` } });
    assert.equal(created.status, 201, created.text);
    return { id: created.body.id, family, grace };
  }

  const read = (service, connector) => call(service, 'GET', `/${connector.id}/data?resource_path=/me`);

  await t.test('200 callers at expiry make one token call', async () => {
    const waits = [];
    const warm = [];
    measures['token calls of 200 callers at expiry'] = [];
    for (let round = 0; round < 3; round++) {
      const connector = await connect(0);
      provider.lifeSeconds = 2;
      for (const service of services) {
        const answer = await read(service, connector);
        assert.equal(answer.status, 200, answer.text);
      }
      await sleep(2200);
      provider.lifeSeconds = 3600;
      const before = provider.callsOf(connector.family);
      waits.push(...(await twoHundred(connector)));
      measures['token calls of 200 callers at expiry'].push(provider.callsOf(connector.family) - before);
      assert.equal(provider.callsOf(connector.family), before + 1);
      warm.push(...(await twoHundred(connector)));
      assert.equal(provider.callsOf(connector.family), before + 1);
      assert.ok(provider.isAlive(connector.family));
    }
    measures['200 callers at expiry, ms (p50, max)'] = quantiles(waits);
    measures['200 callers with a token at hand, ms (p50, max)'] = quantiles(warm);
  });

  async function twoHundred(connector) {
    const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => read(services[i % services.length], connector)));
    for (const answer of answers) assert.equal(answer.status, 200, answer.text);
    return answers.map((answer) => answer.milliseconds);
  }

  await t.test('who is killed while asking loses nothing silently', async () => {
    const giveUpAt = Date.now() + SECONDS * 1000;
    const tally = { kills: 0, 'connections at stake': 0, 'callers who waited for a lease to end': 0, 'lost with grace': 0, 'lost without grace': 0, silent: 0 };
    const waits = [];
    provider.lifeSeconds = 1;
    provider.slowness = () => Math.random() * 150;
    const graces = Array.from({ length: CONNECTORS_AT_STAKE }, () => [GRACE, 0]).flat();
    const stakes = [[], []];
    while (tally.kills < KILLS && Date.now() < giveUpAt) {
      const victims = services.slice(0, 2);
      const survivor = services[2];
      // who dies has connectors of its own to renew, so that each is in the midst of it
      for (const stake of stakes) {
        while (stake.length < graces.length) stake.push(await connect(graces.find((grace) =>
          stake.filter((one) => one.grace === grace).length < CONNECTORS_AT_STAKE)));
      }
      await Promise.all(victims.flatMap((victim, i) => stakes[i].map((connector) => read(victim, connector))));
      await sleep(1100);
      const restarted = await Promise.all(victims.map(async (victim, i) => {
        stakes[i].forEach((connector) => read(victim, connector).catch(() => {}));
        await sleep(Math.random() * 450);
        victim.child.kill('SIGKILL');
        tally.kills++;
        const begun = startOne();
        await Promise.all(stakes[i].map(async (connector) => {
          const { answer, milliseconds } = await decided(survivor, connector);
          waits.push(milliseconds);
          tally['connections at stake']++;
          if (milliseconds > 3000) tally['callers who waited for a lease to end']++;
          if (answer?.status !== 200) await noteLoss(survivor, connector, answer, tally);
        }));
        stakes[i] = stakes[i].filter((connector) => provider.isAlive(connector.family));
        return begun;
      }));
      services.splice(0, services.length, survivor, ...restarted);
    }
    Object.assign(measures, tally, { 'callers after a kill, ms (p50, max)': quantiles(waits) });
    assert.equal(tally['lost with grace'], 0);
    assert.equal(tally.silent, 0);
  });

  // a caller tries again while it is told to
  async function decided(service, connector) {
    const began = performance.now();
    let answer;
    do {
      answer = await read(service, connector);
    } while (![200, 409].includes(answer.status) && performance.now() - began < 30_000 && (await sleep(100, true)));
    return { answer, milliseconds: Math.round(performance.now() - began) };
  }

  async function noteLoss(service, connector, answer, tally) {
    tally[connector.grace ? 'lost with grace' : 'lost without grace']++;
    if (connector.grace) console.log(`lost: ${answer?.text}\n${provider.historyOf(connector.family)}`);
    const shown = await call(service, 'GET', `/configurations/${connector.id}`);
    const events = await call(service, 'GET', `/${connector.id}/events`);
    const told = answer.body?.code === 'reauthorization_required' && shown.body.connection_status === 'reauthorization_required'
      && events.body.data.some((event) => JSON.stringify(event).includes('reauthorization_required'));
    if (!told) {
      tally.silent++;
      console.log(`silent: ${answer.text} ${shown.body.connection_status} ${events.text}`);
    }
  }

  console.log(JSON.stringify(measures, null, 2));
});

function quantiles(values) {
  const sorted = values.toSorted((one, other) => one - other);
  return [sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
}
