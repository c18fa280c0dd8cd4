// The packaged service against GitHub's own API description: everything in it must go in, and what comes
// out must satisfy Prism, which knows only the description.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { residentMegabytes } from '../process/children.mjs';
import { call, freePort, startPostgres, startService } from '../process/service.mjs';
import { actionsOf } from './actions.mjs';
import { asPublished, describe, operationsOf } from './descriptions.mjs';
import { startPrism } from './prism.mjs';
import { startRecorder } from './recorder.mjs';

const TOKEN = 'github_pat_example_not_a_secret';
const HERE = { owner: 'octocat', repo: 'hello-world' };
const measures = {};

test('GitHub, as it describes itself', async (t) => {
  const mockPort = await freePort();
  const mock = await startRecorder(t, mockPort);
  const description = describe('GitHub', mock.url);
  const published = asPublished('GitHub', description);
  const [postgres, prismSeconds] = await Promise.all([startPostgres(t), startPrism(t, mockPort, asServed(description))]);
  const service = await startService(t, {
    env: { DATABASE_URL: postgres.url, MIGRATION_DATABASE_URL: postgres.migrationUrl, EGRESS_ALLOW: `127.0.0.1:${mock.port}` },
  });
  measures['Prism start, seconds'] = prismSeconds;
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
      metadata: { test_path: '/user' }, api_spec: published });
    assert.equal(created.status, 201, created.text.slice(0, 1000));
    connector = created.body;
    measures['description, MB'] = Number((published.text.length / 1e6).toFixed(1));
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
    assert.equal(`${mock.last().method} ${mock.last().url}`, 'GET /user');
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
    assert.equal(mock.last().headers.accept, 'application/vnd.github+json');
    assert.match(mock.last().headers['x-github-api-version'], /^20[0-9-]{8}$/);
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
    const known = await call(service, 'GET', '/services/github');
    const inCatalog = known.body.actions.map(({ name }) => name);
    // credentials go to no other address than the connector's
    const elsewhere = Object.values(description.paths).flatMap((item) => Object.values(item))
      .filter((operation) => operation?.servers).map(({ operationId }) => operationId);
    const described = operationsOf(description).map(({ name }) => name).filter((name) => !elsewhere.includes(name));
    assert.ok(described.length > 1000 && inCatalog.length > 0);
    const actions = await actionsOf(service, connector.id);
    assert.ok(actions.every((action) => action.payload_schema.type === 'object'));
    assert.deepEqual(actions.map(({ name }) => name).sort(), [...described, ...inCatalog].sort());
    measures['actions described'] = described.length;
  });

  await t.test('several whole descriptions at once do not end it', async () => {
    const created = await Promise.all(Array.from({ length: 6 }, (_, i) => call(service, 'POST', '/configurations', {
      connector_name: `GitHub ${i}`, service_name: 'github', auth_type: 'apikey',
      auth_config: { api_key_name: 'Authorization', key_location: 'header' }, api_spec: published })));
    const statuses = created.map(({ status }) => status);
    assert.ok(statuses.includes(201) && statuses.every((status) => status === 201 || status === 429), statuses.join());
    assert.ok(created.every(({ status, headers }) => status === 201 || headers.has('retry-after')));
  });

  await t.test('several whole descriptions read at once do not end it', async () => {
    const read = await Promise.all(Array.from({ length: 32 }, () => call(service, 'GET', `/configurations/${connector.id}`)));
    const statuses = read.map(({ status }) => status);
    assert.ok(statuses.includes(200) && statuses.every((status) => status === 200 || status === 429), statuses.join());
    assert.ok(read.every(({ status, headers }) => status === 200 || headers.has('retry-after')));
    assert.doesNotMatch(service.log, /OutOfMemory/);
  });

  await t.test('no log line holds the token', () => {
    assert.ok(!service.log.includes(TOKEN));
  });

  measures['memory after, MiB'] = residentMegabytes(service.pid);
  console.log(measures);
});

/** GitHub answers to its own media type as it does to JSON, though its description does not say so. */
function asServed(description) {
  const paths = structuredClone(description.paths);
  const responses = structuredClone(description.components.responses);
  Object.values(responses).forEach(asOwnMediaType);
  Object.values(paths).flatMap(Object.values).flatMap((operation) => Object.values(operation.responses ?? {})).forEach(asOwnMediaType);
  return { ...description, paths, components: { ...description.components, responses } };
}

function asOwnMediaType({ content }) {
  if (content?.['application/json']) {
    content['application/vnd.github+json'] = content['application/json'];
  }
}
