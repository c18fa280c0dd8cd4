// A read through the packaged service beside a bare nginx that only adds the header: alternating short runs, so that
// what the machine does meanwhile meets both. Not a test; after .ci/run, with nginx and wrk installed:
//
//   node --test src/test/node/benchmark/proxy.bench.mjs
//
// BENCH_ROUNDS (7), BENCH_SECONDS (4), BENCH_WARM (40) and BENCH_TENANTS (100) change its length; BENCH_FLAGS adds flags
// for Java, such as "-XX:StartFlightRecording=filename=$PWD/read.jfr,settings=profile" to record where its time goes.
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { residentMegabytes } from '../process/children.mjs';
import { temporaryFolder } from '../process/service.mjs';
import { connectorsOf, startSubject } from './subject.mjs';
import { measured, median, requestScript } from './load.mjs';
import { startProxy, startUpstream } from './nginx.mjs';

const rounds = Number(process.env.BENCH_ROUNDS ?? 7);
const seconds = Number(process.env.BENCH_SECONDS ?? 4);
const warm = Number(process.env.BENCH_WARM ?? 40);
const tenants = Number(process.env.BENCH_TENANTS ?? 100);

test('a read beside a bare proxy', { timeout: 1_800_000 }, async (t) => {
  const key = 'benchmark-key-not-a-secret';
  const upstream = await startUpstream(t, key);
  const proxy = await startProxy(t, upstream, key);
  const service = await startSubject(t, { allow: upstream.host });
  const connectors = await connectorsOf(service, { tenants, url: upstream.url, key });
  const folder = temporaryFolder(t);
  const scripts = {
    proxy: requestScript(folder, 'proxy', [{ path: '/items' }]),
    service: requestScript(folder, 'service', connectors.map(({ id, token }) => ({
      path: `/api/v1/connectors/${id}/data?resource_path=/items`, headers: { Authorization: `Bearer ${token}` } }))),
  };
  console.log(`idle: ${residentMegabytes(service.pid)} MiB; warming up`);
  // until Java has compiled what is hot
  for (const connections of [32, 1]) {
    await measured(service, scripts.service, { connections, seconds: warm });
    await measured(proxy, scripts.proxy, { connections, seconds: 1 });
  }
  const table = [];
  for (const connections of [1, 32]) {
    table.push(...summary(connections, await runs(connections)));
  }
  console.table(table);
  console.log(`under load: ${residentMegabytes(service.pid)} MiB resident, at its highest ${peak(service.pid)} MiB`);

  async function runs(connections) {
    const taken = [];
    for (let round = 0; round < rounds; round++) {
      taken.push({
        a: await measured(proxy, scripts.proxy, { connections, seconds }),
        b: await measured(service, scripts.service, { connections, seconds }),
      });
    }
    return taken;
  }
});

function summary(connections, taken) {
  return ['perSecond', 'p50', 'p99', 'cpuMicros'].map((what) => {
    const ratios = taken.map(({ a, b }) => b[what] / a[what]);
    return { connections, what, nginx: round(median(taken.map(({ a }) => a[what]))), service: round(median(taken.map(({ b }) => b[what]))),
      ratio: round(median(ratios)), from: round(Math.min(...ratios)), to: round(Math.max(...ratios)),
      added: round(median(taken.map(({ a, b }) => b[what] - a[what]))) };
  });
}

const round = (value) => Number(value.toPrecision(3));

const peak = (pid) => Math.round(Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmHWM:\s+(\d+)/)[1]) / 1024);
