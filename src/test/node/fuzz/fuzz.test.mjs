// Every operation of the API description with valid, almost valid and hostile input. Every case can be made
// again: FUZZ_SEED and FUZZ_CASE ("operation number") name one; FUZZ_SECONDS says for how long to go on.
import assert from 'node:assert/strict';
import { createServer, request } from 'node:http';
import { test } from 'node:test';
import { call, startPostgres, startService } from '../process/service.mjs';
import { fault } from './conforms.mjs';
import { randomOf } from './random.mjs';
import { HOSTILE, asText, makeValue, mutate } from './values.mjs';

const SEED = process.env.FUZZ_SEED ?? '1';
const SECONDS = Number(process.env.FUZZ_SECONDS ?? 30);
const ONLY = process.env.FUZZ_CASE;
const AT_ONCE = 8;
const SECRET = 'test-key-of-the-fuzzing-canary';
const METHODS = ['get', 'put', 'post', 'delete', 'patch'];

// beyond the description: what a hostile address or header can bring before an operation is found
const ANY = [400, 401, 404, 405, 406, 413, 415, 431];
const GATEWAY = [502, 503, 504];
const TELLS_TOO_MUCH = /\bat [\w.$]+\([\w.]+:\d+\)|Exception\b|io\.connectorservice|org\.springframework|org\.postgresql|\bSELECT\b|BOOT-INF/;

test('no input breaks the service', async (t) => {
  const upstream = await startUpstream(t);
  const postgres = await startPostgres(t);
  const service = await startService(t, { env: { DATABASE_URL: postgres.url, MIGRATION_DATABASE_URL: postgres.migrationUrl,
    EGRESS_ALLOW: `127.0.0.1:${upstream.port}`, CONNECTOR_CALLERS_REQUESTSPERSECOND: '100000', CONNECTOR_CALLERS_BURST: '100000',
    CONNECTOR_OUTBOUND_TOTALTIMEOUT: '2s', CONNECTOR_CALLS_DEADLINE: '2s', CONNECTOR_CALLS_ATTEMPTS: '1' } });
  const api = await (await fetch(`${service.url}/v3/api-docs`)).json();
  const operations = Object.entries(api.paths).flatMap(([path, item]) => Object.entries(item)
    .filter(([method]) => METHODS.includes(method)).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })));
  assert.ok(operations.length >= 14);
  const ids = await connectors(service, upstream);
  const faults = [];
  const statuses = {};
  let cases = 0;

  const run = async (subject, number) => {
    const made = makeCase(randomOf(`${SEED} ${subject.operation.operationId} ${number}`), subject, api, ids);
    const answer = await send(service, made);
    cases++;
    const id = subject.operation.operationId;
    (statuses[id] ??= {})[answer.status] = (statuses[id][answer.status] ?? 0) + 1;
    const wrong = judge(answer, made, subject, api);
    if (wrong) faults.push(`FUZZ_SEED=${SEED} FUZZ_CASE="${id} ${number}": ${wrong}; ${made.method} ${made.path.slice(0, 200)} ${String(made.body).slice(0, 300)} -> ${answer.status} ${answer.text.slice(0, 600)}`);
  };

  if (ONLY) {
    const [id, number] = ONLY.split(' ');
    await run(operations.find(({ operation }) => operation.operationId === id), number);
  } else {
    const end = performance.now() + SECONDS * 1000;
    let next = 0;
    await Promise.all(Array.from({ length: AT_ONCE }, async () => {
      while (performance.now() < end && faults.length < 20) {
        const turn = next++;
        await run(operations[turn % operations.length], Math.floor(turn / operations.length));
      }
    }));
  }
  console.log(`${cases} cases over ${operations.length} operations, seed ${SEED}`);
  console.table(statuses);
  assert.deepEqual(faults, []);
  assert.ok(ONLY || cases > 500, `only ${cases} cases`);
  assert.ok(!service.log.includes(SECRET), 'the secret is in the log');
  const unexpected = service.log.split('\n').filter((line) => / ERROR /.test(line));
  assert.deepEqual(unexpected, []);
  assert.equal((await call(service, 'GET', `/configurations/${ids[0]}`)).status, 200, 'what was there before is there still');
});

async function startUpstream(t) {
  const statuses = [200, 200, 200, 201, 204, 301, 302, 400, 401, 403, 404, 429, 500, 503];
  let turn = 0;
  const server = createServer((incoming, outgoing) => {
    incoming.resume();
    const status = statuses[turn++ % statuses.length];
    outgoing.writeHead(status, { 'content-type': turn % 3 ? 'application/json' : 'text/plain', 'retry-after': '1',
      location: turn % 2 ? '/elsewhere' : 'https://evil.example/', etag: `"${SECRET}"` });
    outgoing.end(status === 204 ? undefined : JSON.stringify({ seen: incoming.headers, url: incoming.url }));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: server.address().port };
}

async function connectors(service, upstream) {
  const servers = [{ url: `http://127.0.0.1:${upstream.port}/base` }];
  const parameter = (name, where) => ({ name, in: where, required: where === 'path', schema: { type: 'string' } });
  const paths = { '/a/{id}': { get: { operationId: 'a', parameters: [parameter('id', 'path'), parameter('q', 'query'), parameter('X-H', 'header')] } },
    '/b': { post: { operationId: 'b', requestBody: { content: { 'application/json': { schema: { type: 'object', properties: { n: { type: 'integer' } } } } } } } } };
  const made = [];
  for (const [name, auth_type, auth_config, credentials] of [
    ['key', 'apikey', { api_key_name: 'X-Api-Key', key_location: 'header' }, { api_key: SECRET }],
    ['query', 'apikey', { api_key_name: 'k', key_location: 'query' }, { api_key: SECRET }],
    ['basic', 'basic', { username: 'u' }, { password: SECRET }],
    ['oauth', 'oauth2', { client_id: 'c', auth_url: 'https://a.example/', token_url: `${servers[0].url}/token`, redirect_uri: 'https://c.example/api/v1/connectors/oauth2/callback' },
      { client_secret: SECRET, refresh_token: SECRET }]]) {
    const created = await call(service, 'POST', '/configurations', { connector_name: `fuzz ${name}`, service_name: 'fuzz', auth_type, auth_config, credentials, api_spec: { openapi: '3.1.0', servers, paths } });
    assert.equal(created.status, 201, created.text);
    made.push(created.body.id);
  }
  return made;
}

function makeCase(random, { method, path, operation }, api, ids) {
  const made = { method, headers: {}, odd: false, token: random.chance(0.95) };
  const query = [];
  made.path = path;
  for (const parameter of operation.parameters ?? []) {
    const hostile = random.chance(0.1);
    const value = hostile ? random.one(HOSTILE) : parameter.in === 'path' ? random.one(safeIds(method, ids)) : makeValue(random, parameter.schema, api);
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
    if (parameter.in === 'path') {
      made.odd ||= hostile;
      made.path = made.path.replace(`{${parameter.name}}`, encoded(random, text).slice(0, 4000));
    } else if (parameter.in === 'query' && (parameter.required ? random.chance(0.95) : random.chance(0.5))) {
      query.push(`${parameter.name}=${encoded(random, text).slice(0, 4000)}`);
    } else if (parameter.in === 'header' && random.chance(0.2)) {
      made.headers[parameter.name] = text.replace(/[^\x20-\x7e]/g, '?').slice(0, 4000);
    }
  }
  if (random.chance(0.1)) query.push(`${encoded(random, random.one(HOSTILE)).slice(0, 500)}=${encoded(random, random.one(HOSTILE)).slice(0, 500)}`);
  if (query.length) made.path += `?${query.join('&')}`;
  const content = operation.requestBody?.content?.['application/json'];
  if (content) {
    const examples = Object.values(content.examples ?? {}).map(({ value }) => value);
    const value = examples.length && random.chance(0.5) ? random.one(examples) : makeValue(random, content.schema, api);
    made.body = asText(random, random.chance(0.5) ? mutate(random, value) : value);
    made.headers['content-type'] = random.chance(0.97) ? 'application/json' : random.one(['text/plain', 'application/json; charset=utf-16', 'x', 'multipart/form-data; boundary=a', 'application/x-www-form-urlencoded']);
  } else if (random.chance(0.05)) {
    made.body = asText(random, {});
  }
  if (random.chance(0.05)) {
    made.odd = true;
    made.headers[random.one(['accept', 'x-tenant-id', 'if-match', 'if-none-match', 'x-request-id', 'content-encoding', 'range', 'x-http-method-override', 'expect-ct', 'x-forwarded-host', 'forwarded', 'cookie', 'origin'])]
      = random.one(HOSTILE).replace(/[^\x20-\x7e]/g, '?').slice(0, 2000);
  }
  // no token, or an address that the container does not take
  if (!made.token || made.path.length > 4000 || /[^A-Za-z0-9\-._~%!$&'()*+,;=:@/?]/.test(made.path)) made.odd = true;
  // without it the body of a GET would be the next request on its connection
  if (made.body !== undefined) made.headers['content-length'] = String(Buffer.byteLength(made.body));
  return made;
}

// the connectors stay as they are: what changes or deletes gets ids that are nobody's
const safeIds = (method, ids) => (['PUT', 'DELETE'].includes(method) ? ['3f0c2a6e-8d4b-4c39-9a53-0f4f5f1f9a11', 'x', '1-1-1-1-1'] : [...ids, ...ids, '3f0c2a6e-8d4b-4c39-9a53-0f4f5f1f9a11']);

function encoded(random, text) {
  const wellFormed = text.toWellFormed?.() ?? text.replace(/[\ud800-\udfff]/g, '?');
  return random.chance(0.1) && /^[\x21-\x7e]*$/.test(wellFormed) && !/[#?&]/.test(wellFormed) ? wellFormed : encodeURIComponent(wellFormed);
}

function send(service, made) {
  const { hostname, port } = new URL(service.url);
  const headers = { ...(made.token ? { authorization: `Bearer ${service.token()}` } : {}), ...made.headers };
  return new Promise((resolve, reject) => {
    const outgoing = request({ hostname, port, method: made.method, path: made.path, headers }, (answer) => {
      const chunks = [];
      answer.on('data', (chunk) => chunks.push(chunk)).on('error', reject)
        .on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, text: Buffer.concat(chunks).toString('utf8') }));
    });
    outgoing.setTimeout(20_000, () => outgoing.destroy(new Error('no answer within 20 s')));
    outgoing.on('error', (failure) => resolve({ status: 0, headers: {}, text: `${failure.code} ${failure.message}` }));
    outgoing.end(made.body);
  });
}

function judge(answer, made, { operation }, api) {
  const { status, headers, text } = answer;
  if (status === 0) return 'no answer';
  const documented = Object.keys(operation.responses).map(Number);
  if (!documented.includes(status) && !(made.odd && ANY.includes(status)) && status !== 304) return `status ${status} is not described`;
  if (status >= 500 && !GATEWAY.includes(status)) return `status ${status}`;
  if (!headers['x-request-id']) return 'no X-Request-Id';
  if (headers['x-content-type-options'] !== 'nosniff') return 'no nosniff';
  if (!headers['content-security-policy']) return 'no policy';
  if (!/no-store/.test(headers['cache-control'] ?? '')) return `may be cached: ${headers['cache-control']}`;
  if (text.includes(SECRET) || JSON.stringify(headers).includes(SECRET)) return 'the secret came back';
  if (status >= 400 && TELLS_TOO_MUCH.test(text)) return 'tells of our insides';
  const type = String(headers['content-type'] ?? '').split(';')[0];
  if (operation.operationId === 'endAuthorization') return status === 303 || type === 'text/html' || type === 'application/problem+json' ? undefined : `a page of type ${type}`;
  if (status >= 400) {
    if (type !== 'application/problem+json') return `an error of type ${type}`;
    const problem = parsed(text);
    if (problem === undefined) return 'an error that is no JSON';
    if (problem.status !== status || problem.request_id !== headers['x-request-id']) return 'the problem is not of this answer';
    return fault(problem, { $ref: '#/components/schemas/Problem' }, api);
  }
  const schema = type === 'application/json' && operation.responses[status]?.content?.['application/json']?.schema;
  return schema ? fault(parsed(text), schema, api) : undefined;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
