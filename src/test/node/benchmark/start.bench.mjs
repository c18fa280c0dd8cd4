// How long the service takes from its start to its first answer, and what memory it has then: the packaged jar, the
// image's layout, and that with the image's AOT cache, in turns. Not a test; after .ci/run:
//
//   node --test src/test/node/benchmark/start.bench.mjs
//
// BENCH_ROUNDS (5) changes its length.
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { layOut, train } from '../packaging/layout.mjs';
import { residentMegabytes } from '../process/children.mjs';
import { freePort, imageFlags, packagedJar, startPostgres, startService, temporaryFolder } from '../process/service.mjs';
import { median } from './load.mjs';

const rounds = Number(process.env.BENCH_ROUNDS ?? 5);

test('from start to first answer', { timeout: 1_800_000 }, async (t) => {
  const postgres = await startPostgres(t);
  const env = { DATABASE_URL: postgres.url, MIGRATION_DATABASE_URL: postgres.migrationUrl, VAULT_ADDR: 'http://127.0.0.1:1', VAULT_TOKEN: 'example',
    SUPABASE_JWT_SECRET: 'example-jwt-secret-of-at-least-32-bytes' };
  const app = layOut(temporaryFolder(t));
  train(app, { ...env, PORT: String(await freePort()), PATH: process.env.PATH, MALLOC_ARENA_MAX: '2' });
  // as the image names it: the cache holds for this path only
  const image = { jar: 'connector-service.jar', cwd: app };
  const ways = {
    'packaged jar': { jar: packagedJar(), flags: imageFlags },
    'image without cache': { ...image, flags: imageFlags },
    image: { ...image, flags: [...imageFlags, '-XX:AOTCache=connector-service.aot', '-XX:AOTMode=on'] },
  };
  const taken = Object.fromEntries(Object.keys(ways).map((way) => [way, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [way, how] of Object.entries(ways)) {
      const service = await startService(t, { env, ...how });
      taken[way].push({ seconds: service.startSeconds, cpu: cpuSeconds(service.pid), resident: residentMegabytes(service.pid) });
      await service.end();
    }
  }
  console.table(Object.entries(taken).map(([way, runs]) => ({ way, ...Object.fromEntries([['ready, s', 'seconds'], ['CPU, s', 'cpu'], ['resident, MiB', 'resident']]
    .map(([title, what]) => [title, Number(median(runs.map((run) => run[what])).toFixed(1))])) })));
});

function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
