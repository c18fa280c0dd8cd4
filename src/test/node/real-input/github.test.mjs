// The packaged service against GitHub's own API description: everything in it must go in, and what comes
// out must satisfy Prism, which knows only the description.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { atEnd, residentMegabytes, start } from '../process/children.mjs';
import { call, freePort, rawJson, startPostgres, startService, temporaryFolder } from '../process/service.mjs';
import { startRecorder } from './recorder.mjs';

const require = createRequire(import.meta.url);
const TOKEN = 'github_pat_example_not_a_secret';
const HERE = { owner: 'octocat', repo: 'hello-world' };
const measures = {};

test('GitHub, as it describes itself', async (t) => {
  const mockPort = await freePort();
  const mock = await startRecorder(t, mockPort);
  const description = describeGitHubAt(mock.url);
  const [postgres] = await Promise.all([startPostgres(t), startPrism(t, mockPort, description)]);
  const service = await startService(t, {
    env: { DATABASE_URL: postgres.url, MIGRATION_DATABASE_URL: postgres.migrationUrl, EGRESS_ALLOW: `127.0.0.1:${mock.port}` },
  });
  measures['start, seconds'] = Number(service.startSeconds.toFixed(1));
  measures['memory idle, MiB'] = residentMegabytes(service.pid);
  let connector;

  await t.test('the mock refuses calls without credentials', async () => {
    const answer = await fetch(`${mock.url}/repos/octocat/hello-world/issues`);
    assert.equal(answer.status, 401);
  });

  await t.test('the mock refuses calls that break the description', async () => {
    const answer = await fetch(`${mock.url}/repos/octocat/hello-world/issues`, {
      method: 'POST', headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' }, body: '{"body":"no title"}' });
    assert.equal(answer.status, 422);
  });

  await t.test('a connector takes the whole description', async () => {
    const created = await call(service, 'POST', '/configurations', {
      connector_name: 'GitHub', service_name: 'github', auth_type: 'apikey',
      auth_config: { api_key_name: 'Authorization', key_location: 'header', value_prefix: 'Bearer ' },
      metadata: { test_path: '/user' }, api_spec: asPublished(description) });
    assert.equal(created.status, 201, created.text.slice(0, 1000));
    connector = created.body;
    measures['description, MB'] = Number((asPublished(description).text.length / 1e6).toFixed(1));
    measures['create, ms'] = created.milliseconds;
  });

  await t.test('an action without credentials is refused before anything is sent', async () => {
    const before = mock.calls.length;
    const answer = await call(service, 'POST', `/${connector.id}/actions`, { action_name: 'issues/create', payload: { ...HERE, title: 'x' } });
    measures['first action, cold, ms'] = answer.milliseconds;
    assert.equal(answer.status, 409);
    assert.equal(answer.body.code, 'secret_missing');
    assert.equal(mock.calls.length, before);
  });

  await t.test('the credentials go in and do not come back', async () => {
    const put = await call(service, 'PUT', `/configurations/${connector.id}/credentials`, { api_key: TOKEN });
    assert.equal(put.status, 204);
    const read = await call(service, 'GET', `/configurations/${connector.id}`);
    measures['read with its description, ms'] = read.milliseconds;
    assert.equal(read.status, 200);
    assert.match(read.body.auth_config.secret_key_vault_path, /^kv\/data\/tenant_/);
    assert.deepEqual(read.body.api_spec, description);
    assert.ok(!read.text.includes(TOKEN));
  });

  await t.test('its connection is tested by one signed call', async () => {
    const before = mock.calls.length;
    const tested = await call(service, 'POST', `/${connector.id}/test-connection`);
    assert.equal(tested.body.status, 'success', tested.text);
    assert.equal(mock.calls.length, before + 1);
    assert.equal(mock.last().url, '/user');
    assert.equal(mock.last().headers.authorization, `Bearer ${TOKEN}`);
  });

  await t.test('issues are read', async () => {
    const read = await call(service, 'GET', `/${connector.id}/data?resource_path=/repos/octocat/hello-world/issues&state=open&per_page=5`);
    assert.equal(read.status, 200, read.text);
    assert.ok(Array.isArray(read.body.data) && read.body.data[0].number > 0);
    assert.equal(mock.last().url, '/repos/octocat/hello-world/issues?state=open&per_page=5');
    assert.equal(mock.last().headers.authorization, `Bearer ${TOKEN}`);
  });

  await t.test('an issue is created', async () => {
    const issue = { title: 'Found a bug', body: 'It is “quoted” – ünïcödé 🐙', labels: ['bug'] };
    const created = await call(service, 'POST', `/${connector.id}/actions`, { action_name: 'issues/create', payload: { ...HERE, ...issue } });
    assert.equal(created.status, 200, created.text);
    assert.equal(created.body.status, 'success');
    assert.equal(created.body.source_metadata.status_code, 201);
    assert.equal(mock.last().method, 'POST');
    assert.equal(mock.last().url, '/repos/octocat/hello-world/issues');
    assert.deepEqual(JSON.parse(mock.last().body), issue);
    assert.equal(mock.last().headers.authorization, `Bearer ${TOKEN}`);
  });

  await t.test('a warm action is fast', async () => {
    const times = [];
    for (let i = 0; i < 20; i++) {
      const again = await call(service, 'POST', `/${connector.id}/actions`, { action_name: 'issues/create', payload: { ...HERE, title: `Bug ${i}` } });
      assert.equal(again.status, 200, again.text);
      times.push({ whole: again.milliseconds, ours: again.milliseconds - mock.last().milliseconds });
    }
    const median = (name) => Math.round(times.map((time) => time[name]).toSorted((one, other) => one - other)[10]);
    measures['action warm, median ms'] = median('whole');
    measures['of it not the mock, ms'] = median('ours');
  });

  const wrong = {
    'no title': { ...HERE }, 'a title of the wrong kind': { ...HERE, title: ['no'] }, 'no repository': { owner: 'octocat', title: 'x' },
    'labels of the wrong kind': { ...HERE, title: 'x', labels: 'bug' }, 'assignees of the wrong kind': { ...HERE, title: 'x', assignees: [1] },
  };
  for (const [what, payload] of Object.entries(wrong)) {
    await t.test(`${what} is refused before anything is sent`, async () => {
      const before = mock.calls.length;
      const answer = await call(service, 'POST', `/${connector.id}/actions`, { action_name: 'issues/create', payload });
      assert.equal(answer.status, 400, answer.text);
      assert.equal(answer.body.code, 'validation_failed');
      assert.ok(answer.body.errors.length > 0 && answer.body.errors.every((error) => error.pointer.startsWith('/payload')), answer.text);
      assert.equal(mock.calls.length, before);
    });
  }

  await t.test('every action is listed, each with a schema', async () => {
    const operations = Object.values(description.paths).flatMap((path) => Object.values(path).filter((part) => part?.operationId));
    const names = new Set();
    let page;
    for (let offset = 0; offset === 0 || offset < page.body.pagination.total; offset += 100) {
      page = await call(service, 'GET', `/${connector.id}/actions?offset=${offset}&limit=100`);
      assert.equal(page.status, 200, page.text.slice(0, 1000));
      page.body.data.forEach((action) => {
        names.add(action.name);
        assert.equal(action.payload_schema.type, 'object', action.name);
      });
    }
    assert.ok(names.size > 1000);
    assert.deepEqual([...names].sort(), [...new Set(operations.map((operation) => operation.operationId))].sort());
    measures['actions'] = names.size;
  });

  await t.test('several whole descriptions at once do not end it', async () => {
    const created = await Promise.all(Array.from({ length: 6 }, (_, i) => call(service, 'POST', '/configurations', {
      connector_name: `GitHub ${i}`, service_name: 'github', auth_type: 'apikey',
      auth_config: { api_key_name: 'Authorization', key_location: 'header' }, api_spec: asPublished(description) })));
    const statuses = created.map(({ status }) => status);
    assert.ok(statuses.includes(201) && statuses.every((status) => status === 201 || status === 429), statuses.join());
    assert.ok(created.every(({ status, headers }) => status === 201 || headers.has('retry-after')));
  });

  await t.test('no log line holds the token', () => {
    assert.ok(!service.log.includes(TOKEN));
  });

  measures['memory after, MiB'] = residentMegabytes(service.pid);
  console.log(measures);
});

/** GitHub's description, with a server on loopback and the credentials that it does not ask for by itself. */
function describeGitHubAt(url) {
  const description = JSON.parse(readFileSync(require.resolve('@octokit/openapi/generated/api.github.com.json'), 'utf8'));
  description.servers = [{ url }];
  description.components.securitySchemes = { token: { type: 'http', scheme: 'bearer' } };
  description.security = [{ token: [] }];
  return description;
}

/** With GitHub's own line breaks and indents: as large as it is published. */
function asPublished(description) {
  return rawJson(JSON.stringify(description, null, 2));
}

// Prism leaves a body unchecked, without a word, where its schema says nullable and names no type
function withoutLooseNullable(_, value) {
  return value?.nullable === true && value.type === undefined ? { ...value, nullable: undefined } : value;
}

async function startPrism(t, port, description) {
  const file = join(temporaryFolder(t), 'github.json');
  writeFileSync(file, JSON.stringify(description, withoutLooseNullable));
  const began = performance.now();
  const prism = await start('prism', process.execPath, [require.resolve('@stoplight/prism-cli'), 'mock', '--errors',
    '--host', '127.0.0.1', '--port', String(port), file], { ready: /Prism is listening/, seconds: 180 });
  measures['Prism start, seconds'] = Math.round((performance.now() - began) / 1000);
  atEnd(t, prism.end);
}
