// Services that answer with bombs, fifty at once, against the packaged service with a heap of 256 MiB.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { residentMegabytes } from '../process/children.mjs';
import { javaHome } from '../process/java.mjs';
import { call, startPostgres, startService } from '../process/service.mjs';

const AT_ONCE = 50;
const MIB = 1 << 20;
const HEAP_MIB = 256;

// 200 MiB each once unpacked
const zipped = gzipSync(Buffer.alloc(200 * MIB));
const zippedTwice = gzipSync(gzipSync(Buffer.alloc(200 * MIB)));
const brotli = brotliCompressSync(Buffer.alloc(200 * MIB), { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });
const piece = Buffer.alloc(64 * 1024, 'x');

const head = (more = '') => `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n${more}\r\n`;
const sized = (body, coding) => (socket) => {
  socket.write(head(`Content-Encoding: ${coding}\r\nContent-Length: ${body.length}\r\n`));
  socket.write(body);
};
const endlessly = (begin, drop, pause = 0) => async (socket) => {
  socket.write(begin);
  while (!socket.destroyed) {
    if (!socket.write(drop)) await drained(socket);
    if (pause) await sleep(pause);
  }
};

const drained = (socket) => new Promise((resolve) => {
  const done = () => {
    socket.off('drain', done).off('close', done);
    resolve();
  };
  socket.once('drain', done).once('close', done);
});

// what a service does, and the codes that its callers may see
const BOMBS = {
  'gzip': [sized(zipped, 'gzip'), ['upstream_too_large']],
  'gzip in gzip': [sized(zippedTwice, 'gzip, gzip'), ['upstream_error']],
  'brotli, which nobody asked for': [sized(brotli, 'br'), ['upstream_error']],
  'endless body': [endlessly(head(), piece), ['upstream_too_large', 'too_many_requests']],
  'endless chunks': [endlessly(head('Transfer-Encoding: chunked\r\n'), Buffer.concat([Buffer.from('10000\r\n'), piece, Buffer.from('\r\n')])),
    ['upstream_too_large', 'too_many_requests']],
  'endless headers': [endlessly('HTTP/1.1 200 OK\r\n', Buffer.from('X-Flood: 0123456789\r\n'.repeat(500))), ['upstream_too_large']],
  'one endless header': [endlessly('HTTP/1.1 200 OK\r\nX-Flood: ', piece), ['upstream_too_large']],
  'dripping headers': [endlessly('HTTP/1.1 200 OK\r\nX: ', 'x', 100), ['upstream_timeout']],
  'dripping body': [endlessly(head(), 'x', 100), ['upstream_timeout']],
  'a large body that is never ended': [endlessly(head() + 'x'.repeat(9 * MIB), 'x', 100), ['upstream_timeout', 'too_many_requests']],
};

test('bombs end the call and nothing else', async (t) => {
  const bombs = await startBombs(t);
  const postgres = await startPostgres(t);
  const service = await startService(t, { env: { DATABASE_URL: postgres.url, MIGRATION_DATABASE_URL: postgres.migrationUrl,
    EGRESS_ALLOW: `127.0.0.1:${bombs.port}`, CONNECTOR_OUTBOUND_TOTALTIMEOUT: '4s', CONNECTOR_CALLS_DEADLINE: '4s' } });
  const connector = async (bomb) => (await call(service, 'POST', '/configurations', {
    connector_name: bomb, service_name: 'bomb', auth_type: 'apikey', auth_config: { api_key_name: 'X-Api-Key', key_location: 'header' },
    api_spec: { servers: [{ url: `http://127.0.0.1:${bombs.port}/${encodeURIComponent(bomb).replaceAll('%20', '-').replaceAll('%2C', '')}` }] },
    credentials: { api_key: 'test-key-of-the-bombs' } })).body.id;
  const good = await connector('good');
  const read = (id) => call(service, 'GET', `/${id}/data?resource_path=/`);
  assert.equal((await read(good)).status, 200);
  const before = afterCollection(service.pid);
  const figures = [];

  for (const [bomb, [, codes]] of Object.entries(BOMBS)) {
    await t.test(bomb, async () => {
      const id = await connector(bomb);
      const watch = watching(service);
      const began = performance.now();
      const answers = Promise.all(Array.from({ length: AT_ONCE }, () => read(id)));
      await sleep(500);
      const others = await read(good);
      const all = await answers;
      figures.push({ bomb, 'seconds': ((performance.now() - began) / 1000).toFixed(1), 'peak heap': await watch.end(),
        'heap after': afterCollection(service.pid), 'resident': residentMegabytes(service.pid), 'another call, ms': others.milliseconds });
      assert.equal(others.status, 200, 'another service is read meanwhile');
      assert.deepEqual([...new Set(all.map(({ body }) => body.code))].filter((code) => !codes.includes(code)), []);
      all.filter(({ status }) => status === 429).forEach(({ headers }) => assert.ok(headers.get('retry-after') > 0));
      assert.ok(bombs.seen(bomb) >= AT_ONCE);
    });
  }
  console.table(figures);
  console.log(`heap before: ${before} MiB of ${HEAP_MIB}; bombs at once: ${AT_ONCE}`);
  const after = afterCollection(service.pid);
  assert.ok(after - before < 48, `the heap grew from ${before} to ${after} MiB`);
  assert.doesNotMatch(service.log, /OutOfMemory/);
});

async function startBombs(t) {
  const seen = new Map();
  const sockets = new Set();
  const byPath = new Map(Object.entries(BOMBS).map(([name, [answer]]) => [name.replaceAll(' ', '-').replaceAll(',', ''), [name, answer]]));
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    socket.on('data', (data) => {
      const path = data.toString('latin1').match(/^GET \/([^/ ]+)/)?.[1];
      if (path === 'good') {
        socket.write('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}');
      } else if (byPath.has(path)) {
        const [name, answer] = byPath.get(path);
        seen.set(name, (seen.get(name) ?? 0) + 1);
        answer(socket);
      }
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', 512, resolve));
  t.after(() => {
    sockets.forEach((socket) => socket.destroy());
    server.close();
  });
  return { port: server.address().port, seen: (name) => seen.get(name) ?? 0 };
}

/** The highest used heap that the service itself tells of, in MiB. */
function watching(service) {
  let peak = 0;
  let ended = false;
  const done = (async () => {
    while (!ended) {
      const text = await (await fetch(`${service.url}/actuator/prometheus`)).text();
      const used = [...text.matchAll(/^jvm_memory_used_bytes\{area="heap".*\} (\S+)$/gm)].reduce((sum, match) => sum + Number(match[1]), 0);
      peak = Math.max(peak, used);
      await sleep(100);
    }
  })();
  return { end: async () => {
    ended = true;
    await done;
    return Math.round(peak / MIB);
  } };
}

function afterCollection(pid) {
  const jcmd = join(javaHome(), 'bin', 'jcmd');
  execFileSync(jcmd, [String(pid), 'GC.run']);
  const info = execFileSync(jcmd, [String(pid), 'GC.heap_info'], { encoding: 'utf8' });
  return Math.round([...info.matchAll(/(?:DefNew|def new generation|Tenured|tenured generation)\s+total \d+K, used (\d+)K/g)]
    .reduce((sum, match) => sum + Number(match[1]), 0) / 1024);
}
