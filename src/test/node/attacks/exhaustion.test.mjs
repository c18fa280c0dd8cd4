// Inputs of one tenant that are large only as what they become, alone and ten at once, against the packaged service
// with the image's flags and a heap of 256 MiB, while another tenant reads.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { signedToken } from '../process/jwt.mjs';
import { startPostgres, startService } from '../process/service.mjs';
import { ACTIONS, ANSWERS, DESCRIPTIONS, PAYLOADS, TOKENS, gzipped } from './inputs.mjs';

const AT_ONCE = 10;
const MIB = 1 << 20;
// a busy machine is slow; a service that is held is slower
const LONGEST = 10_000;
const ONLY = process.env.EXHAUSTION_INPUT;

test('no input of a tenant ends the process or holds it', async (t) => {
  const upstream = await startUpstream(t);
  const postgres = await startPostgres(t);
  const service = await startService(t, { env: { DATABASE_URL: postgres.url, MIGRATION_DATABASE_URL: postgres.migrationUrl,
    EGRESS_ALLOW: `127.0.0.1:${upstream.port}`, CONNECTOR_CALLERS_REQUESTSPERSECOND: '100000', CONNECTOR_CALLERS_BURST: '100000',
    CONNECTOR_CALLS_ATTEMPTS: '1' } });
  const attacker = tenantOf(service);
  const neighbour = tenantOf(service);
  const good = await connector(neighbour, { path: '/good' });
  const acting = await connector(attacker, { path: '/good', ...ACTIONS });
  const watch = watching(service);
  const beside = reading(neighbour, good);
  await sleep(3000); // warm
  beside.take();
  await sleep(3000);
  const alone = beside.take();
  const figures = [];
  const read = (id) => () => send(attacker, 'GET', `/${id}/data?resource_path=/`);
  const cases = [
    ...Object.entries(ANSWERS).map(([name, [, statuses]]) => [name, statuses,
      async () => read(await connector(attacker, { path: `/answers/${encodeURIComponent(name)}` }))]),
    ...Object.keys(TOKENS).map((name) => [name, [200, 424, 502, 503, 429],
      async () => read(await connector(attacker, { path: '/good', token: `/tokens/${encodeURIComponent(name)}` }))]),
    ...Object.entries(DESCRIPTIONS).map(([name, [text, statuses]]) => [name, statuses, async () => async () => {
      const saved = await send(attacker, 'POST', '/configurations', configuration({ path: '/good' }, text));
      if (saved.status !== 201) return saved;
      const { id } = JSON.parse(saved.text);
      const shown = await send(attacker, 'GET', `/configurations/${id}`);
      const listed = await send(attacker, 'GET', `/${id}/actions?limit=1`);
      const deleted = await send(attacker, 'DELETE', `/configurations/${id}`);
      return [shown, listed, deleted].find(({ status }) => ![200, 204, 429].includes(status)) ?? saved;
    }]),
    ...Object.entries(PAYLOADS).map(([name, [action, payload, statuses]]) => [name, statuses,
      async () => () => send(attacker, 'POST', `/${acting}/actions`, `{"action_name":"${action}","payload":${payload}}`)]),
  ].filter(([name]) => !ONLY || name === ONLY);
  assert.ok(ONLY || cases.length >= 40, `${cases.length} inputs`);

  for (const [name, statuses, prepare] of cases) {
    await t.test(name, async () => {
      const attack = await prepare();
      beside.take();
      watch.take();
      const began = performance.now();
      const answers = [await attack()];
      const first = performance.now() - began;
      answers.push(...(await Promise.all(Array.from({ length: AT_ONCE }, attack))));
      const notices = beside.take();
      figures.push({ input: name, statuses: tally(answers), 'alone, s': (first / 1000).toFixed(1),
        'all, s': ((performance.now() - began) / 1000).toFixed(1), 'peak heap, MiB': watch.take(), 'neighbour p99, ms': p99(notices) });
      assert.deepEqual(answers.filter(({ status }) => !statuses.includes(status)).map(({ status, text }) => `${status} ${text.slice(0, 300)}`), []);
      assert.deepEqual(notices.filter(({ status }) => status !== 200), [], 'the neighbour notices nothing');
      assert.ok(first < LONGEST * 2, `${first} ms`);
    });
  }
  await beside.end();
  await watch.end();
  console.table(figures);
  const all = figures.map((figure) => figure['neighbour p99, ms']);
  console.log(`neighbour: p99 alone ${p99(alone)} ms, median of the p99s beside ${all.sort((a, b) => a - b)[Math.floor(all.length / 2)]} ms, worst ${all.at(-1)} ms`);
  assert.equal(service.child.exitCode, null, 'the process lives');
  assert.doesNotMatch(service.log, /OutOfMemory/);
  assert.deepEqual(service.log.split('\n').filter((line) => / ERROR /.test(line)), []);
  assert.ok(all.at(-1) < LONGEST, 'the neighbour is served');
});

function configuration({ path, token, ...api }, description) {
  const port = configuration.port;
  const parts = { connector_name: `${path.slice(0, 60)} ${randomUUID()}`, service_name: 'in-house',
    ...(token ? { auth_type: 'oauth2', auth_config: { grant_type: 'client_credentials', client_id: 'c', token_url: `http://127.0.0.1:${port}${token}` },
      credentials: { client_secret: 'test-secret-of-the-attack' } }
      : { auth_type: 'apikey', auth_config: { api_key_name: 'X-Api-Key', key_location: 'header' }, credentials: { api_key: 'test-key-of-the-attack' } }) };
  const spec = description ?? JSON.stringify({ ...api, servers: [{ url: `http://127.0.0.1:${port}${path}` }] });
  return `${JSON.stringify(parts).slice(0, -1)},"api_spec":${spec}}`;
}

async function connector(tenant, wanted) {
  const { status, text } = await send(tenant, 'POST', '/configurations', configuration(wanted));
  assert.equal(status, 201, text);
  return JSON.parse(text).id;
}

async function send(tenant, method, path, body) {
  const response = await fetch(`${tenant.url}/api/v1/connectors${path}`, { method, body,
    headers: { authorization: `Bearer ${tenant.token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) } });
  return { status: response.status, text: Buffer.from(await response.arrayBuffer()).toString('latin1') };
}

function tenantOf({ url, folder }) {
  return { url, token: signedToken(randomUUID(), readFileSync(join(folder, 'data', 'token-key'), 'utf8').trim()) };
}

async function startUpstream(t) {
  const coded = new Map();
  const answer = (response, key, text, type = 'application/json') => {
    if (!coded.has(key)) coded.set(key, gzipped(text));
    response.writeHead(200, { 'Content-Type': type, 'Content-Encoding': 'gzip' }).end(coded.get(key));
  };
  const server = createServer((request, response) => {
    request.resume();
    const [, kind, name] = request.url.match(/^\/(\w+)\/?([^/?]*)/);
    const input = decodeURIComponent(name);
    if (kind === 'answers') answer(response, request.url, ANSWERS[input][0], ANSWERS[input][2]);
    else if (kind === 'tokens') answer(response, request.url, TOKENS[input]);
    else response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"items":[]}');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', 512, resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  configuration.port = server.address().port;
  return { port: server.address().port };
}

/** A neighbour that reads, one call after the other. */
function reading(tenant, id) {
  let taken = [];
  let ended = false;
  const done = (async () => {
    while (!ended) {
      const began = performance.now();
      const { status } = await send(tenant, 'GET', `/${id}/data?resource_path=/`).catch((failure) => ({ status: failure.message }));
      taken.push({ status, milliseconds: performance.now() - began });
      await sleep(20);
    }
  })();
  return { take: () => taken.splice(0), end: () => {
    ended = true;
    return done;
  } };
}

/** The highest used heap that the service itself tells of, in MiB, since it was last asked. */
function watching(service) {
  let peak = 0;
  let ended = false;
  const done = (async () => {
    while (!ended) {
      const text = await fetch(`${service.url}/actuator/prometheus`).then((response) => response.text()).catch(() => '');
      const used = [...text.matchAll(/^jvm_memory_used_bytes\{area="heap".*\} (\S+)$/gm)].reduce((sum, match) => sum + Number(match[1]), 0);
      peak = Math.max(peak, used);
      await sleep(150);
    }
  })();
  return { take: () => {
    const taken = Math.round(peak / MIB);
    peak = 0;
    return taken;
  }, end: () => {
    ended = true;
    return done;
  } };
}

function p99(notices) {
  const sorted = notices.map(({ milliseconds }) => milliseconds).sort((one, other) => one - other);
  return Math.round(sorted[Math.floor(sorted.length * 0.99)] ?? 0);
}

function tally(answers) {
  const counts = {};
  answers.forEach(({ status }) => (counts[status] = (counts[status] ?? 0) + 1));
  return JSON.stringify(counts);
}
