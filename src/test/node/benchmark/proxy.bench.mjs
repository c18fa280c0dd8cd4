// A read through the packaged service beside others that do less: nginx that only adds the header, the same stack with
// one bare controller, that with a token check, and Spring Cloud Gateway with a token check. Short runs take turns, so
// that what the machine does meanwhile meets all. Not a test; after .ci/run, with nginx and wrk installed:
//
//   node --test src/test/node/benchmark/proxy.bench.mjs
//
// BENCH_ROUNDS (7), BENCH_SECONDS (4), BENCH_WARM (40) and BENCH_TENANTS (100) change its length; BENCH_EARLIER names the
// jar of an earlier version that takes part too; BENCH_ONLY (service,nginx,…) leaves others out; BENCH_FLAGS adds flags
// for the service's Java, as those in src/test/benchmark/LayerTable.java that record where its time goes.
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { residentMegabytes } from '../process/children.mjs';
import { temporaryFolder } from '../process/service.mjs';
import { startController, startGateway, startSecuredController } from './contestants.mjs';
import { connectorsOf, startSubject } from './subject.mjs';
import { measured, median, requestScript } from './load.mjs';
import { startProxy, startUpstream } from './nginx.mjs';

const rounds = Number(process.env.BENCH_ROUNDS ?? 7);
const seconds = Number(process.env.BENCH_SECONDS ?? 4);
const warm = Number(process.env.BENCH_WARM ?? 40);
const tenants = Number(process.env.BENCH_TENANTS ?? 100);
const only = process.env.BENCH_ONLY?.split(',');
const key = 'benchmark-key-not-a-secret';

test('a read beside others that do less', { timeout: 3_600_000 }, async (t) => {
  const upstream = await startUpstream(t, key);
  const folder = temporaryFolder(t);
  const service = await startOurs('service');
  const token = service.tokenOf('00000000-0000-4000-8000-000000000001');
  const settings = { upstream, key, keys: service.keys };
  const others = {
    nginx: () => startProxy(t, upstream, key),
    controller: () => startController(t, settings),
    secured: () => startSecuredController(t, settings),
    gateway: () => startGateway(t, settings),
  };
  const contestants = { service };
  if (process.env.BENCH_EARLIER) contestants.earlier = await startOurs('earlier', process.env.BENCH_EARLIER);
  for (const [name, begin] of Object.entries(others).filter(([name]) => !only || only.includes(name))) {
    contestants[name] = { ...await begin(), script: requestScript(folder, name, [{ path: '/items', headers: { Authorization: `Bearer ${token}` } }]) };
  }
  console.log(`idle: ${residentMegabytes(service.pid)} MiB; warming up`);
  // until Java has compiled what is hot
  for (const connections of [32, 1]) {
    for (const [name, one] of Object.entries(contestants)) {
      await measured(one, one.script, { connections, seconds: name === 'nginx' ? 1 : warm });
    }
  }
  for (const connections of [1, 32]) {
    report(connections, await runs(contestants, connections));
  }
  console.log(`under load: ${residentMegabytes(service.pid)} MiB resident, at its highest ${peak(service.pid)} MiB`);

  async function startOurs(name, jar) {
    const ours = await startSubject(t, { allow: upstream.host, jar });
    const connectors = await connectorsOf(ours, { tenants, url: upstream.url, key });
    return { ...ours, script: requestScript(folder, name, connectors.map(({ id, token }) => ({
      path: `/api/v1/connectors/${id}/data?resource_path=/items`, headers: { Authorization: `Bearer ${token}` } }))) };
  }
});

async function runs(contestants, connections) {
  const taken = [];
  for (let round = 0; round < rounds; round++) {
    const one = {};
    for (const [name, contestant] of Object.entries(contestants)) {
      one[name] = await measured(contestant, contestant.script, { connections, seconds });
    }
    taken.push(one);
  }
  return taken;
}

/** The medians of all rounds, and how the service compares with each of the others within one round. */
function report(connections, taken) {
  const names = Object.keys(taken[0]);
  const what = ['perSecond', 'p50', 'p99', 'cpuMicros'];
  console.log(`${connections} connections: medians of ${taken.length} rounds`);
  console.table(Object.fromEntries(names.map((name) => [name,
    Object.fromEntries(what.map((one) => [one, round(median(taken.map((all) => all[name][one])))]))])));
  console.log('the service against each: median (from - to)');
  console.table(Object.fromEntries(names.filter((name) => name !== 'service').map((name) => [name,
    Object.fromEntries(what.map((one) => [one, spread(taken.map((all) => all.service[one] / all[name][one]))]))])));
}

const spread = (ratios) => `${round(median(ratios))} (${round(Math.min(...ratios))} - ${round(Math.max(...ratios))})`;

const round = (value) => Number(value.toPrecision(3));

const peak = (pid) => Math.round(Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmHWM:\s+(\d+)/)[1]) / 1024);
