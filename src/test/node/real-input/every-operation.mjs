// Tries operations through the service and asks Prism about each: what the service sent is judged as it arrived,
// and what it did not send is put to Prism by a call made without it.
import assert from 'node:assert/strict';
import { call, freePort } from '../process/service.mjs';
import { actionsOf } from './actions.mjs';
import { asPublished, describeAtOnePlace, operationsOf } from './descriptions.mjs';
import { startPrism, verdictOf } from './prism.mjs';
import { sendRaw } from './raw-call.mjs';
import { startRecorder } from './recorder.mjs';
import { fieldsOf, sampleOf, spoiled } from './samples.mjs';

const LANES = 4;
const TOKEN = 'every_operation_example_not_a_secret';

/** A house's description behind a mock, and one recorder a lane, so that each call is seen by itself. */
export async function standIn(t, house) {
  const port = await freePort();
  const recorders = await Promise.all(Array.from({ length: LANES }, () => startRecorder(t, port)));
  const description = describeAtOnePlace(house, recorders[0].url);
  return { house, port, recorders, description, prismSeconds: await startPrism(t, port, withPlainAnswers(description)) };
}

// it is to judge calls: some answers are too large for it to make up, and one that it cannot make looks like a fault
function withPlainAnswers(description) {
  const plain = structuredClone(description);
  for (const part of Object.values(plain.paths).flatMap(Object.values).filter((operation) => operation.responses)) {
    part.responses = { 200: { description: 'OK', content: { 'application/json': { schema: {}, example: {} } } } };
  }
  return plain;
}

/** A connector a lane. */
export async function connect(service, { house, recorders, description }) {
  const lanes = [];
  for (const recorder of recorders) {
    const created = await call(service, 'POST', '/configurations', {
      connector_name: `${house} ${recorder.port}`, service_name: 'as-described', auth_type: 'apikey', auth_config: {},
      credentials: { api_key: TOKEN }, api_spec: asPublished(house, { ...description, servers: [{ url: recorder.url }] }) });
    assert.equal(created.status, 201, created.text.slice(0, 2000));
    lanes.push({ recorder, id: created.body.id, createMilliseconds: created.milliseconds });
  }
  return lanes;
}

/** Every operation with the least that it takes, in the explicit form; with all, in the flat one; and with something wrong. */
export async function tryAll(service, { house, port, description }, lanes) {
  const actions = await actionsOf(service, lanes[0].id);
  const operations = operationsOf(description);
  assert.equal(actions.length, operations.length);
  const byName = new Map(actions.map((action) => [action.name, action]));
  const tries = operations.flatMap((operation) => triesOf(description, operation, byName.get(operation.name)));
  const results = [];
  const began = performance.now();
  await Promise.all(lanes.map(async (lane) => {
    for (let next = tries.pop(); next; next = tries.pop()) {
      results.push(await judge(service, lane, port, next));
    }
  }));
  return { house, operations: operations.length, results, seconds: Math.round((performance.now() - began) / 1000) };
}

function triesOf(description, operation, action) {
  const least = sampleOf(description, operation, { full: false });
  const full = sampleOf(description, operation, { full: true });
  const wrong = spoiled(description, operation, full);
  const tries = [{ kind: 'least', sample: least, payload: least.payload },
    { kind: 'full', sample: full, payload: flat(operation, full.payload, action.payload_schema, fieldsOf(description, operation, full)) },
    { kind: 'wrong', sample: wrong, payload: wrong?.payload }];
  return tries.filter(({ sample }) => sample !== undefined).map((one) => ({ ...one, operation, action }));
}

function flat(operation, { body, ...parameters }, schema, ownFields) {
  const payload = {};
  for (const place of ['path', 'query', 'header']) {
    for (const [name, value] of Object.entries(parameters[place] ?? {})) {
      payload[name in payload ? `${place}_${name}` : name] = value;
    }
  }
  const whole = body === undefined ? undefined : Object.keys(schema.properties).find((name) => /^(request_)*body$/.test(name)
    && !operation.parameters.some((parameter) => parameter.name === name) && !(name in ownFields));
  return whole ? { ...payload, [whole]: body } : { ...payload, ...body };
}

async function judge(service, { recorder, id }, port, one) {
  const before = recorder.calls.length;
  const answer = await call(service, 'POST', `/${id}/actions`, { action_name: one.action.name, payload: one.payload });
  const sent = recorder.calls.length > before;
  const upstream = sent ? recorder.calls[before].answer
    : await sendRaw(`http://127.0.0.1:${port}`, one.operation, one.sample, { authorization: `Bearer ${TOKEN}` });
  const prism = verdictOf(upstream);
  return { ...one, sent, prism, agreed: sent === prism.accepted, wire: sent ? recorder.calls[before] : undefined,
    reason: sent ? prism.reason : JSON.stringify(answer.body?.errors ?? answer.body), code: answer.body?.code };
}
