// Every operation of whole descriptions, through the packaged service, against Prism, which knows only the description.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startPostgres, startService } from '../process/service.mjs';
import { houses } from './descriptions.mjs';
import { connect, standIn, tryAll } from './every-operation.mjs';

test('every operation of every house', async (t) => {
  const names = process.env.HOUSES?.split(',') ?? Object.keys(houses);
  const postgres = await startPostgres(t);
  for (const house of names) {
    await t.test(house, async (t) => {
      const stand = await standIn(t, house);
      const service = await startService(t, { flags: ['-Xmx1g', '-XX:+UseSerialGC'], env: { CONNECTOR_CALLS_ATTEMPTS: '1', DATABASE_URL: postgres.url, MIGRATION_DATABASE_URL: postgres.migrationUrl,
        EGRESS_ALLOW: stand.recorders.map(({ port }) => `127.0.0.1:${port}`).join() } });
      const lanes = await connect(service, stand);
      const { operations, results, seconds } = await tryAll(service, stand, lanes);
      console.log({ house, operations, tries: results.length, seconds, 'accepted by both': results.filter((r) => r.sent && r.agreed).length,
        'refused by both': results.filter((r) => !r.sent && r.agreed).length, disagreed: results.filter((r) => !r.agreed).length });
      for (const r of results.filter((r) => !r.agreed)) console.log(`${r.sent ? 'WE-SENT' : 'WE-REFUSED'}\t${r.kind}\t${r.action.name}\t${r.reason}\t${JSON.stringify(r.payload).slice(0, 300)}`);
      for (const r of results.filter((r) => r.agreed && r.kind !== 'wrong' && !r.sent)) console.log(`BOTH-REFUSED\t${r.kind}\t${r.action.name}\t${r.reason.slice(0,200)}\t${r.prism.reason.slice(0,200)}`);
    });
  }
});
