// What a call costs with one, a thousand and a million connectors (and as many events) in the database, over up to
// ten thousand tenants. Not a test; after .ci/run, with nginx and wrk installed:
//
//   node --test src/test/node/benchmark/growth.bench.mjs
//
// BENCH_SECONDS (5), BENCH_ROUNDS (3) and BENCH_LARGEST (1000000) change its length.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { java } from '../process/java.mjs';
import { temporaryFolder, testClasspath } from '../process/service.mjs';
import { NUMBER, measured, median, requestScript } from './load.mjs';
import { startUpstream } from './nginx.mjs';
import { connectorsOf, startSubject } from './subject.mjs';

const seconds = Number(process.env.BENCH_SECONDS ?? 5);
const rounds = Number(process.env.BENCH_ROUNDS ?? 3);
const largest = Number(process.env.BENCH_LARGEST ?? 1_000_000);

test('calls beside few and many rows', { timeout: 1_800_000 }, async (t) => {
  const key = 'benchmark-key-not-a-secret';
  const upstream = await startUpstream(t, key);
  const service = await startSubject(t, { allow: upstream.host, env: { CONNECTOR_CALLERS_REQUESTSPERSECOND: '100000', CONNECTOR_CALLERS_BURST: '100000' } });
  const [own] = await connectorsOf(service, { tenants: 1, url: upstream.url, key });
  const folder = temporaryFolder(t);
  const table = [];
  let filled = 0;
  for (const rows of [1, 1000, largest]) {
    const began = performance.now();
    execFileSync(java(), ['-cp', testClasspath(), 'io.connectorservice.connector.ManyConnectors', service.database.migrationUrl, String(filled), String(rows)]);
    console.log(`${rows} rows after ${Math.round((performance.now() - began) / 1000)} s`);
    filled = rows;
    for (const [name, requests] of Object.entries(calls(rows))) {
      const script = (round) => requestScript(folder, `${name}-${rows}-${round}`, requests(round));
      await measured(service, script('warm'), { connections: 1, seconds: rows === 1 ? 10 : 3 });
      const taken = [];
      for (let round = 0; round < rounds; round++) {
        taken.push(await measured(service, script(round), { connections: 1, seconds }));
      }
      const of = (what) => Number(median(taken.map((one) => one[what])).toPrecision(3));
      table.push({ call: name, rows, 'p50 ms': of('p50'), 'p99 ms': of('p99'), 'CPU µs of the service': of('cpuMicros') });
    }
  }
  table.sort((one, other) => one.call.localeCompare(other.call) || one.rows - other.rows);
  console.table(table);

  function calls(rows) {
    const callers = Array.from({ length: Math.min(100, Math.ceil(rows / 100)) }, (_, number) => {
      const tenant = md5Id(`tenant ${number}`);
      return { tenant, headers: { Authorization: `Bearer ${service.tokenOf(tenant)}` }, connector: md5Id(`connector ${number * 100}`) };
    });
    const base = '/api/v1/connectors';
    const json = { 'Content-Type': 'application/json' };
    const configuration = { service_name: 'benchmark', auth_type: 'apikey', auth_config: { api_key_name: 'X-Api-Key', key_location: 'header' }, api_spec: { servers: [{ url: upstream.url }] } };
    return {
      list: () => callers.map(({ tenant, headers }) => ({ path: `${base}/configurations?tenant_id=${tenant}`, headers })),
      'list of one service': () => callers.map(({ tenant, headers }) => ({ path: `${base}/configurations?tenant_id=${tenant}&service_name=service-7`, headers })),
      read: () => callers.map(({ headers, connector }) => ({ path: `${base}/configurations/${connector}`, headers })),
      events: () => callers.map(({ headers, connector }) => ({ path: `${base}/${connector}/events`, headers })),
      'read through': () => [{ path: `${base}/${own.id}/data?resource_path=/items`, headers: { Authorization: `Bearer ${own.token}` } }],
      change: (round) => callers.map(({ headers, connector }) => ({ method: 'PUT', path: `${base}/configurations/${connector}`, headers: { ...headers, ...json },
        body: JSON.stringify({ metadata: { note: `${round} ${NUMBER}` } }) })),
      create: (round) => callers.map(({ tenant, headers }) => ({ method: 'POST', path: `${base}/configurations`, headers: { ...headers, ...json },
        body: JSON.stringify({ tenant_id: tenant, connector_name: `${rows} ${round} ${NUMBER}`, ...configuration }) })),
    };
  }
});

// as Postgres makes a UUID of md5's digits
function md5Id(text) {
  const digits = createHash('md5').update(text).digest('hex');
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join('-');
}
