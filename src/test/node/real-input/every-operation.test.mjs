// Every operation of whole descriptions, through the packaged service, against Prism, which knows only the description.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startPostgres, startService } from '../process/service.mjs';
import { houses } from './descriptions.mjs';
import { connect, standIn, tryAll } from './every-operation.mjs';
import { knownDifferences } from './known-differences.mjs';

// room for four descriptions of 13 MB that differ in their server only
const FLAGS = ['-Xmx1g', '-XX:+UseSerialGC'];

test('every operation of every house', async (t) => {
  const postgres = await startPostgres(t);
  const met = new Set();
  for (const house of Object.keys(houses)) {
    await t.test(house, async (t) => {
      const stand = await standIn(t, house);
      const service = await startService(t, { flags: FLAGS, env: { DATABASE_URL: postgres.url, CONNECTOR_CALLS_ATTEMPTS: '1',
        MIGRATION_DATABASE_URL: postgres.migrationUrl, EGRESS_ALLOW: stand.recorders.map(({ port }) => `127.0.0.1:${port}`).join() } });
      const lanes = await connect(service, stand);
      const tried = await tryAll(service, stand, lanes);
      const unknown = judged(tried, met);
      console.log(figures(tried, lanes));
      assert.deepEqual(unknown, []);
      assert.ok(tried.results.filter(({ sent, agreed }) => sent && agreed).length > tried.operations);
    });
  }

  await t.test('nothing is excused that does not happen', () => {
    assert.deepEqual(knownDifferences.filter((known) => !met.has(known)).map(({ why }) => why), []);
  });
});

/** The disagreements that nothing explains. */
function judged({ results }, met) {
  const unknown = [];
  for (const one of results.filter(({ agreed }) => !agreed)) {
    one.known = knownDifferences.find((known) => known.is(one));
    met.add(one.known);
    if (!one.known) {
      unknown.push({ action: one.action.name, kind: one.kind, sent: one.sent, reason: one.reason, payload: JSON.stringify(one.payload).slice(0, 500) });
    }
  }
  return unknown;
}

function figures({ house, operations, results, seconds }, lanes) {
  const differences = {};
  results.filter(({ known }) => known).forEach(({ known, action }) => (differences[known.why] ??= new Set()).add(action.name));
  return { house, operations, tries: results.length, seconds, 'create, ms': lanes.map((lane) => lane.createMilliseconds),
    'accepted by both': results.filter(({ sent, agreed }) => sent && agreed).length,
    'refused by both': results.filter(({ sent, agreed }) => !sent && agreed).length,
    disagreed: results.filter(({ agreed }) => !agreed).length, differences };
}
