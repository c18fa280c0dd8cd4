// Two replicas under load, while whatever they depend on fails at random and they themselves are killed. Afterwards
// every promise is checked: nothing done twice, nothing lost without a word, nobody stuck, nothing leaked.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { residentMegabytes } from '../process/children.mjs';
import { call, freePort } from '../process/service.mjs';
import { startProvider } from '../oauth/provider.mjs';
import { connector, make, read, startParts, until } from './parts.mjs';

const SECONDS = Number(process.env.SOAK_SECONDS ?? 20);
const RECOVERY = 10;
// an outside call's deadline, the wait for a token, and a busy machine
const LONGEST = 12_000;
const GRACE = 60_000;
// what a caller may be told while something fails; anything else is a bug
const TOLD = new Set(['503 database_unavailable', '503 secret_store_unavailable', '502 upstream_unreachable', '502 upstream_timeout',
  '502 outcome_unknown', '502 upstream_error', '409 idempotency_key_in_use', '503 shutting_down', '502 token_request_refused',
  '503 circuit_open', '429 too_many_requests', '503 upstream_busy', '429 upstream_rate_limited']);

test('a soak', { timeout: (SECONDS + 200) * 1000 }, async (t) => {
  const parts = await startParts(t);
  const { postgres, upstream, databaseProxy: database, vaultProxy: vault, upstreamProxy, vault: store } = parts;
  const provider = await startProvider(t);
  provider.lifeSeconds = 3;
  const ports = [await freePort(), await freePort()];
  const env = { CONNECTOR_OUTBOUND_TOTALTIMEOUT: '3s', CONNECTOR_CALLS_DEADLINE: '4s', CONNECTOR_OAUTH_LEASE: '3s', CONNECTOR_OAUTH_REFRESHWAITTIMEOUT: '8s',
    CONNECTOR_OAUTH_MAXBACKOFF: '2s', CONNECTOR_IDEMPOTENCY_LEASE: '2m',
    // else a service that is well again would be left in peace for all of the time that recovery may take
    CONNECTOR_BREAKER_OPENDURATION: '5s' };
  const startOne = (i) => parts.start({ env, port: ports[i] });
  const replicas = await Promise.all([startOne(0), startOne(1)]);
  const url = `http://127.0.0.1:${upstreamProxy.port}`;
  const plain = await Promise.all([0, 1, 2, 3].map(() => connector(replicas[0], url)));
  const oauth = await Promise.all([0, 1, 2].map(async () => {
    const family = provider.family(GRACE);
    const id = await connector(replicas[0], provider.url, { auth_type: 'oauth2', auth_config: { grant_type: 'refresh_token', client_id: 'c',
      token_endpoint_auth_method: 'none', token_url: `${provider.url}/token` }, credentials: { refresh_token: `${family}.0` } });
    return { id, family };
  }));
  for (const id of [...plain, ...oauth.map((one) => one.id)]) await until(() => read(replicas[0], id), ({ status }) => status === 200, 10, 'warm');
  await sleep(1000);
  const before = replicas.map(measure);

  const figures = { calls: 0, answered: 0, cut: 0, problems: {}, slowest: 0 };
  const wrong = [];
  const acted = new Map();
  const changed = [];
  let isRunning = true;

  // a replica that is being killed cuts its callers off; everybody else gets an answer
  async function ask(calling) {
    const replica = replicas[Math.floor(Math.random() * replicas.length)];
    figures.calls++;
    try {
      const answer = await calling(replica);
      figures.answered++;
      figures.slowest = Math.max(figures.slowest, answer.milliseconds);
      judge(answer);
      return answer;
    } catch (failure) {
      figures.cut++;
      if (!replica.isDying) wrong.push(`cut by a replica that lives: ${failure.cause ?? failure}`);
      return undefined;
    }
  }

  function judge(answer) {
    if (answer.milliseconds > LONGEST) wrong.push(`${answer.milliseconds} ms for ${answer.status} ${answer.body?.code}`);
    if (answer.status < 300) return;
    const told = `${answer.status} ${answer.body?.code}`;
    figures.problems[told] = (figures.problems[told] ?? 0) + 1;
    if (!TOLD.has(told) || !answer.headers.get('content-type').startsWith('application/problem+json')) wrong.push(answer.text);
  }

  const kinds = [
    () => ask((replica) => read(replica, any(plain))),
    () => ask((replica) => read(replica, any(oauth).id)),
    () => ask((replica) => call(replica, 'GET', `/configurations/${any(plain)}`)),
    async () => {
      const id = any(plain);
      const answer = await ask((replica) => call(replica, 'PUT', `/configurations/${id}`, { metadata: { turn: randomUUID() } }));
      if (answer?.status === 200) changed.push(id);
    },
    async () => {
      // a caller that is not sure asks again with its key
      const nonce = randomUUID();
      acted.set(nonce, 0);
      const id = any(plain);
      for (let attempt = 0; attempt < 4; attempt++) {
        const answer = await ask((replica) => make(replica, id, nonce));
        if (answer?.status === 200) acted.set(nonce, acted.get(nonce) + 1);
        if (answer && (answer.status === 200 || answer.body.code === 'outcome_unknown')) break;
        await sleep(300);
      }
    },
  ];
  const load = kinds.flatMap((kind) => [kind, kind]).map(async (kind) => {
    while (isRunning) {
      await kind();
      await sleep(20 + Math.random() * 40);
    }
  });

  const faults = [
    ['database down', () => database.down(), () => database.up()],
    ['database half-open', () => database.set({ silent: true }), () => database.up()],
    ['database sessions cut', () => database.reset(), () => {}],
    ['vault down', () => vault.down(), () => vault.up()],
    ['vault sealed', () => (store.condition = 'sealed'), () => (store.condition = 'active')],
    ['service half-open', () => upstreamProxy.set({ silent: true }), () => upstreamProxy.up()],
    ['service cutting', () => upstreamProxy.set({ cutsAfter: 40 }), () => upstreamProxy.up()],
    ['service down', () => upstreamProxy.down(), () => upstreamProxy.up()],
    ['replica killed', () => kill(1), () => revive(1)],
  ];
  const recoveries = [];

  async function kill(i) {
    replicas[i].isDying = true;
    replicas[i].child.kill('SIGKILL');
    await replicas[i].ended;
  }

  async function revive(i) {
    replicas[i] = await startOne(i);
  }

  const endAt = Date.now() + SECONDS * 1000;
  const order = faults.toSorted(() => Math.random() - 0.5);
  for (let round = 0; round === 0 || Date.now() < endAt; round++) {
    const [name, begin, end] = order[round % order.length];
    await begin();
    await sleep(1000 + Math.random() * 1500);
    await end();
    const took = await until(() => all(replicas), ({ status }) => status === 200, RECOVERY, `well after ${name}`);
    recoveries.push({ name, took });
    await sleep(300);
  }
  isRunning = false;
  await Promise.all(load);

  async function all(ones) {
    for (const replica of ones) {
      for (const id of [plain[0], oauth[0].id]) {
        const answer = await read(replica, id);
        if (answer.status !== 200) return answer;
      }
      const ready = await replica.readiness();
      if (ready.status !== 200) return ready;
    }
    return { status: 200 };
  }

  // every promise
  assert.deepEqual(wrong.slice(0, 5), [], `${wrong.length} answers that nobody promised`);
  const twice = [...upstream.made].filter(([, times]) => times > 1);
  assert.deepEqual(twice, [], 'done twice');
  const lost = [...acted].filter(([nonce, times]) => times > 0 && upstream.madeOf(nonce) !== 1);
  assert.deepEqual(lost, [], 'said to be done and not done');
  for (const { id, family } of oauth) {
    assert.ok(provider.isAlive(family), provider.historyOf(family));
    for (const replica of replicas) assert.equal((await read(replica, id)).status, 200);
  }
  for (const id of plain) {
    const counted = Number(await postgres.sql(`select count(*) from connector_service.connector_events where connector_id = '${id}' and kind = 'changed'`));
    const told = changed.filter((one) => one === id).length;
    assert.ok(counted >= told, `${told} changes, ${counted} events`);
  }
  await sleep(3000);
  const after = measure(replicas[0]);
  assert.ok(after.threads <= before[0].threads + 15, `${before[0].threads} threads before, ${after.threads} after`);
  assert.ok(after.sockets <= before[0].sockets + 60, `${before[0].sockets} files before, ${after.sockets} after`);
  assert.ok(after.megabytes <= before[0].megabytes + 200, `${before[0].megabytes} MiB before, ${after.megabytes} after`);
  const took = recoveries.map((one) => one.took).toSorted((one, other) => one - other);
  t.diagnostic(JSON.stringify({ ...figures, actions: acted.size, doneTwice: 0, lost: 0, changes: changed.length, faults: recoveries.length,
    recovery: { p50: took[Math.floor(took.length / 2)], max: took.at(-1) }, before: before[0], after }));
});

const any = (list) => list[Math.floor(Math.random() * list.length)];

function measure({ pid }) {
  const count = (what) => {
    try {
      return readdirSync(`/proc/${pid}/${what}`).length;
    } catch {
      return 0;
    }
  };
  return { threads: count('task'), sockets: count('fd'), megabytes: residentMegabytes(pid) };
}
