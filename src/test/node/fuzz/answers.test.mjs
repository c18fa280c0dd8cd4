// Services and token endpoints that answer with anything: no answer makes a 500 of ours. Every case can be made again:
// FUZZ_SEED and FUZZ_CASE ("kind number") name one; FUZZ_SECONDS says for how long to go on.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { startPostgres, startService } from '../process/service.mjs';
import { makeAnswer } from './answers.mjs';
import { randomOf } from './random.mjs';

const SEED = process.env.FUZZ_SEED ?? '1';
const SECONDS = Number(process.env.FUZZ_SECONDS ?? 20);
const ONLY = process.env.FUZZ_CASE;
const AT_ONCE = 8;
const SERVICES = ['in-house', 'slack', 'github', 'mailchimp'];

test('no answer from outside breaks the service', async (t) => {
  const upstream = await startUpstream(t);
  const postgres = await startPostgres(t);
  const service = await startService(t, { env: { DATABASE_URL: postgres.url, MIGRATION_DATABASE_URL: postgres.migrationUrl,
    EGRESS_ALLOW: `127.0.0.1:${upstream.port}`, CONNECTOR_CALLERS_REQUESTSPERSECOND: '100000', CONNECTOR_CALLERS_BURST: '100000',
    CONNECTOR_OUTBOUND_TOTALTIMEOUT: '2s', CONNECTOR_CALLS_DEADLINE: '2s', CONNECTOR_CALLS_ATTEMPTS: '1' } });
  const faults = [];
  const statuses = {};
  let cases = 0;
  const run = async (kind, number) => {
    const name = `${kind} ${number}`;
    const connector = await create(service, upstream, kind, number);
    const answers = await calls(service, connector, kind);
    cases++;
    for (const { status, text } of answers) {
      ((statuses[kind] ??= {})[status] = (statuses[kind][status] ?? 0) + 1);
      if (status === 0 || status === 500 || status > 504) faults.push(`FUZZ_SEED=${SEED} FUZZ_CASE="${name}": ${status} ${text.slice(0, 300)}`);
    }
    await send(service, 'DELETE', `/configurations/${connector}`);
  };

  if (ONLY) {
    await run(...ONLY.split(' '));
  } else {
    const end = performance.now() + SECONDS * 1000;
    let next = 0;
    await Promise.all(Array.from({ length: AT_ONCE }, async () => {
      while (performance.now() < end && faults.length < 20) {
        const turn = next++;
        await run(['read', 'action', 'token'][turn % 3], Math.floor(turn / 3));
      }
    }));
  }
  console.log(`${cases} answers, seed ${SEED}`);
  console.table(statuses);
  assert.deepEqual(faults, []);
  assert.ok(ONLY || cases > 100, `only ${cases} cases`);
  assert.deepEqual(service.log.split('\n').filter((line) => / ERROR /.test(line)), []);
});

async function startUpstream(t) {
  const server = createServer((request, response) => {
    request.resume();
    const [, kind, number] = request.url.match(/^\/(\w+)\/(\d+)/);
    const { status, headers, body } = makeAnswer(randomOf(`${SEED} ${kind} ${number}`), kind === 'token');
    response.writeHead(status, headers).end(status === 204 || status === 304 ? undefined : body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: server.address().port };
}

async function create(service, { port }, kind, number) {
  const base = `http://127.0.0.1:${port}/${kind}/${number}`;
  const oauth = kind === 'token';
  const { status, text } = await send(service, 'POST', '/configurations', { connector_name: randomUUID(),
    service_name: oauth ? 'in-house' : SERVICES[number % SERVICES.length], auth_type: oauth ? 'oauth2' : 'apikey',
    auth_config: oauth ? { grant_type: 'client_credentials', client_id: 'c', token_url: base } : { api_key_name: 'X-Api-Key', key_location: 'header' },
    credentials: oauth ? { client_secret: 'test-secret-of-the-fuzzing' } : { api_key: 'test-key-of-the-fuzzing' },
    api_spec: { servers: [{ url: base }], paths: { '/do': { post: { operationId: 'do' } } } } });
  assert.equal(status, 201, text);
  return JSON.parse(text).id;
}

async function calls(service, id, kind) {
  const read = await send(service, 'GET', `/${id}/data?resource_path=/list`);
  const more = kind === 'action' ? [await send(service, 'POST', `/${id}/actions`, { action_name: 'do', payload: {} }, { 'idempotency-key': randomUUID() }),
    await send(service, 'POST', `/${id}/test-connection`)]
    : kind === 'read' ? [await send(service, 'GET', `/${id}/data?resource_path=/list&page_all=true`, undefined, { accept: '*/*' })] : [];
  return [read, ...more, await send(service, 'GET', `/configurations/${id}`), await send(service, 'GET', `/${id}/events`)];
}

async function send(service, method, path, body, headers = {}) {
  try {
    const response = await fetch(`${service.url}/api/v1/connectors${path}`, { method, body: body && JSON.stringify(body),
      headers: { authorization: `Bearer ${service.token()}`, ...(body ? { 'content-type': 'application/json' } : {}), ...headers }, signal: AbortSignal.timeout(20_000) });
    return { status: response.status, text: await response.text() };
  } catch (failure) {
    return { status: 0, text: String(failure.cause ?? failure) };
  }
}
