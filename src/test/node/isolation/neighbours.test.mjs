// What one tenant notices while another tenant's service hangs and 200 callers insist on it.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { signedToken } from '../process/jwt.mjs';
import { call, startPostgres, startService } from '../process/service.mjs';

const CALLERS = 200;
const READS = 300;
const READERS = 4;
// of a tenant at a host, unless set otherwise
const SHARE = 64;
// none of them says that the other tenant's calls came first
const OF_A_HANGING_SERVICE = ['upstream_timeout', 'circuit_open', 'too_many_requests'];

test('a service that hangs is felt by its own tenant only', async (t) => {
  const hosts = [await startHost(t), await startHost(t)];
  const postgres = await startPostgres(t);
  const service = await startService(t, { env: { DATABASE_URL: postgres.url, MIGRATION_DATABASE_URL: postgres.migrationUrl,
    CONNECTOR_CALLS_DEADLINE: '3s',
    EGRESS_ALLOW: hosts.map(({ port }) => `127.0.0.1:${port}`).join(',') } });
  const unlucky = tenantOf(service);
  const neighbour = tenantOf(service);
  const hanging = await connector(unlucky, hosts[0], '/hangs');
  const elsewhere = await connector(neighbour, hosts[1], '/works');
  const besides = await connector(neighbour, hosts[0], '/works');

  await reads(neighbour, elsewhere); // warm
  const figures = [await measured('nothing hangs', neighbour, elsewhere)];
  const callers = insist(unlucky, hanging);
  await callers.underWay;
  // later ones begin when earlier ones give up, which the host sees a moment after us
  const firstWave = hosts[0].most();
  figures.push(await measured('another host hangs', neighbour, elsewhere));
  figures.push(await measured('its own host hangs for another', neighbour, besides));
  const codes = await callers.end();

  console.table(figures.map((figure) => ({ ...figure, 'p50, ratio': ratio(figure, 'p50, ms'), 'p99, ratio': ratio(figure, 'p99, ms') })));
  console.log(`calls of the hanging service: ${JSON.stringify(codes)}; at once ${firstWave}, later at most ${hosts[0].most()}`);
  assert.ok(firstWave > 0 && firstWave <= SHARE, 'a tenant has its share of a host and no more');
  assert.ok(hosts[0].most() <= 2 * SHARE, 'and no place is given away twice while its end is on its way');
  assert.deepEqual(Object.keys(codes).filter((code) => !OF_A_HANGING_SERVICE.includes(code)), []);
  assert.ok(codes.upstream_timeout > 0 && codes.circuit_open > 0);

  function ratio(figure, which) {
    return (figure[which] / figures[0][which]).toFixed(2);
  }
});

async function startHost(t) {
  let now = 0;
  let most = 0;
  const server = createServer((request, response) => {
    if (request.url.startsWith('/hangs')) {
      most = Math.max(most, ++now);
      request.socket.once('close', () => now--);
      return;
    }
    response.setHeader('Content-Type', 'application/json').end('{"items":[]}');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', 512, resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return { port: server.address().port, most: () => most };
}

const tenantOf = ({ url, folder }) => {
  const token = signedToken(randomUUID(), readFileSync(join(folder, 'data', 'token-key'), 'utf8').trim());
  return { url, token: () => token };
};

async function connector(tenant, { port }, path) {
  const { status, body } = await call(tenant, 'POST', '/configurations', { connector_name: `${port}${path}`, service_name: 'in-house',
    auth_type: 'apikey', auth_config: { api_key_name: 'X-Api-Key', key_location: 'header' },
    api_spec: { servers: [{ url: `http://127.0.0.1:${port}${path}` }] }, credentials: { api_key: 'test-key-of-neighbours' } });
  assert.equal(status, 201, JSON.stringify(body));
  return body.id;
}

const read = (tenant, id) => call(tenant, 'GET', `/${id}/data?resource_path=/`);

async function reads(tenant, id) {
  const answers = [];
  let left = READS;
  await Promise.all(Array.from({ length: READERS }, async () => {
    while (left-- > 0) answers.push(await timed(tenant, id));
  }));
  return answers;
}

async function timed(tenant, id) {
  const began = performance.now();
  const { status, text } = await read(tenant, id);
  return { status, text, milliseconds: performance.now() - began };
}

async function measured(what, tenant, id) {
  const answers = await reads(tenant, id);
  assert.deepEqual(answers.filter(({ status }) => status !== 200).map(({ text }) => text), [], `${what}: every read is answered`);
  const sorted = answers.map(({ milliseconds }) => milliseconds).sort((one, other) => one - other);
  const at = (share) => Number(sorted[Math.floor(share * (sorted.length - 1))].toFixed(2));
  return { what, 'reads': sorted.length, 'p50, ms': at(0.5), 'p99, ms': at(0.99), 'max, ms': at(1) };
}

/** So many callers that come back whenever they are told to. */
function insist(tenant, id) {
  const codes = {};
  const ending = new AbortController();
  setMaxListeners(0, ending.signal);
  const caller = async () => {
    while (!ending.signal.aborted) {
      const { body, headers } = await read(tenant, id);
      codes[body.code ?? 'none'] = (codes[body.code ?? 'none'] ?? 0) + 1;
      await sleep(Number(headers.get('retry-after') ?? 0) * 1000, undefined, { signal: ending.signal }).catch(() => {});
    }
  };
  const all = Array.from({ length: CALLERS }, caller);
  return {
    underWay: sleep(500),
    end: async () => {
      // at least until the first of them have waited in vain, and then been refused
      while (!(codes.upstream_timeout > 0 && codes.circuit_open > 0)) await sleep(100);
      ending.abort();
      await Promise.all(all);
      return codes;
    },
  };
}
