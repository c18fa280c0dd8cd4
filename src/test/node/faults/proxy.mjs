// A TCP proxy on loopback whose connections misbehave as they are told to, from one moment to the next.
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { atEnd } from '../process/children.mjs';

const FINE = { latency: 0, drip: 0, silent: false, cutsAfter: undefined };

/**
 * Stands before `host:port`.
 *
 * latency: milliseconds before what arrives goes on, in both directions; drip: milliseconds between single bytes of
 * answers; silent: nothing goes on and nobody is told (half-open); cutsAfter: bytes of an answer after which the
 * connection is reset.
 */
export async function startProxy(t, host, port) {
  const pairs = new Set();
  let fault = FINE;
  let arrived = 0;

  async function pump(from, to, isAnswer) {
    let passed = 0;
    for await (const chunk of from) {
      if (!isAnswer) arrived++;
      if (fault.latency) await sleep(fault.latency, undefined, { ref: false });
      while (fault.silent) await sleep(20, undefined, { ref: false });
      if (isAnswer && fault.cutsAfter !== undefined) {
        to.write(chunk.subarray(0, Math.max(0, fault.cutsAfter - passed)));
        if ((passed += chunk.length) >= fault.cutsAfter) {
          await sleep(5);
          return to.resetAndDestroy();
        }
      } else if (isAnswer && fault.drip) {
        for (const byte of chunk) {
          if (to.destroyed) return;
          to.write(Buffer.of(byte));
          await sleep(fault.drip, undefined, { ref: false });
        }
      } else if (!to.write(chunk)) await new Promise((resolve) => to.once('drain', resolve).once('close', resolve));
    }
    to.end();
  }

  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (client) => {
    client.on('error', () => {});
    const upstream = connect({ host, port, allowHalfOpen: true }).on('error', () => client.destroy());
    const pair = [client, upstream];
    pairs.add(pair);
    client.once('close', () => {
      pairs.delete(pair);
      upstream.destroy();
    });
    upstream.once('close', () => fault.silent || client.destroySoon());
    client.resume();
    for (const [from, to, isAnswer] of [[client, upstream, false], [upstream, client, true]]) {
      pump(from, to, isAnswer).catch(() => to.destroy());
    }
  });
  const listen = (port) => new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  await listen(0);

  const proxy = {
    port: server.address().port,
    /** How often something came from the callers' side. */
    get arrived() {
      return arrived;
    },
    get connections() {
      return pairs.size;
    },
    /** Misbehaves so from now on, on the connections that are open as well. */
    set(changed = {}) {
      fault = { ...FINE, ...changed };
    },
    /** Resets what is connected now. */
    reset() {
      for (const pair of pairs) pair.forEach((socket) => socket.resetAndDestroy());
    },
    /** Refuses connections, and resets those that there are. */
    down() {
      if (server.listening) server.close();
      proxy.reset();
    },
    async up() {
      proxy.set();
      if (!server.listening) await listen(proxy.port);
    },
    /** The same address through the proxy. */
    through(url) {
      const changed = new URL(url);
      changed.hostname = '127.0.0.1';
      changed.port = String(proxy.port);
      return changed.href.replace(/\/$/, url.endsWith('/') ? '/' : '');
    },
  };
  atEnd(t, () => new Promise((resolve) => {
    proxy.set();
    if (server.listening) server.close();
    proxy.reset();
    resolve();
  }));
  return proxy;
}
