// A load balancer on loopback: sends requests in turn to those that said that they are ready, and tries none twice.
import { Agent, createServer, request as send } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { atEnd } from '../process/children.mjs';

const POLL = 200;

export async function startBalancer(t) {
  const backends = new Set();
  const agent = new Agent({ keepAlive: true });
  let turn = 0;
  let isRunning = true;

  async function poll(backend) {
    while (isRunning && backends.has(backend)) {
      backend.isReady = await fetch(`${backend.management}/actuator/health/readiness`, { signal: AbortSignal.timeout(1000) })
        .then(async (answer) => (await answer.text(), answer.status === 200), () => false);
      await sleep(POLL, undefined, { ref: false });
    }
  }

  const server = createServer((request, response) => {
    const ready = [...backends].filter(({ isReady }) => isReady);
    if (ready.length === 0) return response.writeHead(502).end('nobody is ready');
    const backend = ready[turn++ % ready.length];
    const onward = send(`${backend.url}${request.url}`, { method: request.method, headers: request.headers, agent }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.on('error', () => response.destroy()).pipe(response);
    });
    onward.on('error', (failure) => (response.headersSent ? response.destroy() : response.writeHead(502).end(`${backend.url}: ${failure.code}`)));
    request.pipe(onward);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  atEnd(t, () => new Promise((resolve) => {
    isRunning = false;
    agent.destroy();
    server.close(resolve);
    server.closeAllConnections();
  }));
  return { url: `http://127.0.0.1:${server.address().port}`,
    /** Watches a service from now on. */
    add(service, management = service.url) {
      const backend = { url: service.url, management, isReady: false };
      backends.add(backend);
      poll(backend);
      return backend;
    },
    remove: (backend) => backends.delete(backend) };
}
