// Three replicas over one database, behind a load balancer that polls their readiness: they migrate an empty database
// at once, are replaced one by one by the next version under load, hear of each other's changes, and end in order.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { call, freePort } from '../process/service.mjs';
import { startBalancer } from './balancer.mjs';
import { brief, connector, make, read, startParts, until } from './parts.mjs';
import { previousJar } from './previous.mjs';

const REPLICAS = 3;
const SECOND = 1;
const PAUSE = '1500ms';

test('replicas', { timeout: 400_000 }, async (t) => {
  const previous = await previousJar(t);
  if (!previous) t.diagnostic('skipped: the upgrade from the previous version, because there is no history of git here');
  const { postgres, upstream, start: startWith } = await startParts(t);
  const balancer = await startBalancer(t);
  const start = (more = {}) => startWith({ env: { CONNECTOR_SHUTDOWN_PAUSE: PAUSE, ...more.env }, jar: more.jar });
  const add = async (service, management) => {
    const backend = balancer.add(service, management);
    await until(async () => ({ status: Number(backend.isReady) }), ({ status }) => status === 1, 20, 'ready');
    return { ...service, token: service.token, backend };
  };
  let replicas;

  await t.test('several migrate an empty database at once', async () => {
    const started = await Promise.all(Array.from({ length: REPLICAS }, () => start({ jar: previous })));
    replicas = await Promise.all(started.map((service) => add(service)));
  });

  const front = { url: balancer.url, token: () => replicas[0].token() };
  const id = await connector(front, upstream.url);
  const load = startLoad(front, id, upstream);

  await t.test('one by one is replaced by the next version', { skip: !previous }, async () => {
    for (let i = 0; i < REPLICAS; i++) {
      const next = await add(await start());
      // the previous version is taken out first, as an orchestrator's hook does it
      balancer.remove(replicas[i].backend);
      await sleep(300);
      replicas[i].child.kill('SIGTERM');
      await replicas[i].ended;
      replicas[i] = next;
    }
    load.assertAllWell('the upgrade');
  });

  await t.test('a change reaches all within a second', async (t) => {
    const measured = [];
    const shared = await connector(replicas[0], upstream.url);
    const everybody = (isWanted) => Promise.all(replicas.map((replica) => until(() => read(replica, shared), isWanted, SECOND, 'seen by all')));
    for (let round = 0; round < 5; round++) {
      const changer = replicas[round % REPLICAS];
      await everybody(({ status }) => status === 200);
      assert.equal((await call(changer, 'PUT', `/configurations/${shared}`, { is_active: false })).status, 200);
      measured.push(...(await everybody((answer) => brief(answer) === '409 connector_inactive')));
      await postgres.sql(`update integration_connectors set is_active = true where id = '${shared}'`);
      measured.push(...(await everybody(({ status }) => status === 200)));
      const key = `key-of-round-${round}-${randomUUID()}`;
      assert.equal((await call(changer, 'PUT', `/configurations/${shared}/credentials`, { api_key: key })).status, 204);
      for (const replica of replicas) {
        // the load's reads carry another key
        measured.push(await until(async () => ({ status: (await keyOf(replica, shared)) === key ? 200 : 0 }), ({ status }) => status === 200, SECOND, 'new key'));
      }
    }
    t.diagnostic(`changes seen by all: at most ${Math.max(...measured)} ms of ${measured.length}`);
  });

  async function keyOf(replica, shared) {
    const mark = randomUUID();
    const answer = call(replica, 'GET', `/${shared}/data?resource_path=/things&mark=${mark}`);
    const seen = new Promise((resolve) => (upstream.onRead = async (url) => url.includes(mark) && resolve(upstream.lastKey)));
    await answer;
    return seen;
  }

  await t.test('who ends is told apart by its readiness, and loses nothing', async () => {
    const management = await freePort();
    const apart = await add(await start({ env: { MANAGEMENT_PORT: String(management) } }), `http://127.0.0.1:${management}`);
    let answerLate;
    upstream.onRead = async (url) => url.includes('late') && (await new Promise((resolve) => (answerLate = resolve)));
    for (const ending of [apart, replicas.pop()]) {
      const late = call(ending, 'GET', `/${id}/data?resource_path=/late`);
      while (!answerLate) await sleep(10);
      const began = performance.now();
      ending.child.kill('SIGTERM');
      await sleep(3000);
      answerLate();
      answerLate = undefined;
      assert.equal((await late).status, 200);
      await ending.ended;
      const took = performance.now() - began;
      assert.ok(took < 30_000, `${took} ms`);
      load.assertAllWell('an end');
    }
  });
  const { count, slowest } = await load.stop();
  t.diagnostic(`${count} requests by way of the load balancer, 0 failed, the slowest took ${slowest} ms`);
});

/** Reads and acts through a service all the time. */
function startLoad(service, id, upstream) {
  const failed = [];
  const nonces = [];
  let count = 0;
  let slowest = 0;
  let isRunning = true;
  const kinds = [() => call(service, 'GET', `/configurations/${id}`), () => read(service, id), () => {
    nonces.push(randomUUID());
    return make(service, id, nonces.at(-1));
  }];
  const loops = kinds.flatMap((kind) => [kind, kind]).map(async (kind) => {
    while (isRunning) {
      const answer = await kind().catch((failure) => ({ status: 0, text: String(failure.cause ?? failure) }));
      count++;
      slowest = Math.max(slowest, answer.milliseconds ?? 0);
      if (answer.status !== 200) failed.push(`${answer.status} ${answer.text}`);
      await sleep(15);
    }
  });
  const assertAllWell = (during) => assert.deepEqual(failed.slice(0, 5), [], `${failed.length} of ${count} failed during ${during}`);
  return { assertAllWell,
    async stop() {
      isRunning = false;
      await Promise.all(loops);
      assertAllWell('all of it');
      for (const nonce of nonces) assert.equal(upstream.madeOf(nonce), 1);
      return { count, slowest };
    } };
}
