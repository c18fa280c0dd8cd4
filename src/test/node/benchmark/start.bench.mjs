// How long the service takes from its start to its first answer, how long its first 1,000 reads take, and what memory it
// has before them: the packaged jar, the image's layout, and that with the image's AOT cache, in turns. The connectors
// that are read, of eight tenants, are in the database and in the secret store before. Not a test; after .ci/run:
//
//   node --test src/test/node/benchmark/start.bench.mjs
//
// BENCH_ROUNDS (5) changes its length.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent, createServer, request } from 'node:http';
import { test } from 'node:test';
import { startVault } from '../oauth/vault.mjs';
import { imageEnvironment, layOut, train } from '../packaging/layout.mjs';
import { atEnd, residentMegabytes } from '../process/children.mjs';
import { signedToken } from '../process/jwt.mjs';
import { freePort, imageFlags, packagedJar, startPostgres, startService, temporaryFolder } from '../process/service.mjs';
import { connectorsOf } from './subject.mjs';

const CONNECTIONS = 8;
const READS = 1_000;

const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const secret = 'example-jwt-secret-of-at-least-32-bytes';

test('from start to the thousandth answer', { timeout: 1_800_000 }, async (t) => {
  const postgres = await startPostgres(t);
  const vault = await startVault(t);
  const api = await startApi(t);
  const env = { ...imageEnvironment, DATABASE_URL: postgres.url, MIGRATION_DATABASE_URL: postgres.migrationUrl, SUPABASE_JWT_SECRET: secret };
  const app = layOut(temporaryFolder(t));
  train(app, { ...env, PORT: String(await freePort()), PATH: process.env.PATH });
  const used = { ...env, VAULT_ADDR: vault.url, VAULT_TOKEN: vault.token, TENANT_AUTO_REGISTER: 'true', EGRESS_ALLOW: new URL(api).host };
  // as the image names it: the cache holds for this path only
  const image = { jar: 'connector-service.jar', cwd: app };
  const ways = {
    'packaged jar': { jar: packagedJar(), flags: imageFlags },
    'image without cache': { ...image, flags: imageFlags },
    image: { ...image, flags: [...imageFlags, '-XX:AOTCache=connector-service.aot', '-XX:AOTMode=on'] },
  };
  const connectors = await createConnectors(t, used, api);
  const taken = Object.fromEntries(Object.keys(ways).map((way) => [way, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [way, how] of Object.entries(ways)) {
      const service = await startService(t, { env: used, ...how });
      const started = { seconds: service.startSeconds, cpu: cpuSeconds(service.pid), resident: residentMegabytes(service.pid) };
      taken[way].push({ ...started, ...(await readFirst(service, connectors)) });
      await service.end();
    }
  }
  console.table(Object.entries(taken).map(([way, runs]) => ({ way, ...Object.fromEntries([['ready, s', 'seconds'], ['CPU, s', 'cpu'],
    ['resident, MiB', 'resident'], ['1,000 reads, s', 'reads'], ['p50, ms', 'p50'], ['p99, ms', 'p99']]
    .map(([title, what]) => [title, Number(quantile(runs.map((run) => run[what]), 0.5).toFixed(2))])) })));
});

async function createConnectors(t, env, url) {
  const service = await startService(t, { env });
  const tokenOf = (tenant) => signedToken(tenant, secret);
  const connectors = await connectorsOf({ ...service, tokenOf }, { tenants: CONNECTIONS, url, key: 'test-key-of-the-benchmark' });
  await service.end();
  return connectors;
}

async function readFirst({ url }, connectors) {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const latencies = [];
  const began = performance.now();
  await Promise.all(connectors.map(async ({ id, token }) => {
    for (let number = 0; number < READS / connectors.length; number++) {
      latencies.push(await read(`${url}/api/v1/connectors/${id}/data?resource_path=/items`, token, agent));
    }
  }));
  const reads = (performance.now() - began) / 1000;
  agent.destroy();
  return { reads, p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) };
}

function read(url, token, agent) {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    request(url, { agent, headers: { authorization: `Bearer ${token}` } }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`A read was answered with ${response.statusCode}`));
      response.resume().once('end', () => resolve(performance.now() - began)).once('error', reject);
    }).once('error', reject).end();
  });
}

/** An API that answers 1 KB of JSON. */
async function startApi(t) {
  const body = JSON.stringify({ id: randomUUID(), text: 'x'.repeat(960) });
  const server = createServer((_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(body));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  atEnd(t, () => new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  }));
  return `http://127.0.0.1:${server.address().port}`;
}

function quantile(values, part) {
  return [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))];
}

function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
