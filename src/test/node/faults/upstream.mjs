// A third party that does what it is asked for and counts it.
import { createServer } from 'node:http';
import { atEnd } from '../process/children.mjs';

/** What it can do, for a connector's `api_spec`. */
export const description = (url) => ({
  openapi: '3.0.3', info: { title: 'Things', version: '1' }, servers: [{ url }],
  paths: { '/things': { post: { operationId: 'make', requestBody: { required: true, content: { 'application/json': {
    schema: { type: 'object', required: ['nonce'], properties: { nonce: { type: 'string' } } } } } }, responses: {} } } },
});

/** Things are made by `POST /things {nonce}`, and read by any GET. `onMade` and `onRead` may hold the answer. */
export async function startUpstream(t) {
  const made = new Map();
  const upstream = { reads: 0, onRead: async () => {}, lastKey: undefined, onMade: async () => {}, madeOf: (nonce) => made.get(nonce) ?? 0, made };
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    if (request.method === 'POST') {
      const { nonce } = JSON.parse(body);
      made.set(nonce, (made.get(nonce) ?? 0) + 1);
      await upstream.onMade(nonce);
    } else {
      upstream.reads++;
      upstream.lastKey = request.headers['x-key'];
      await upstream.onRead(request.url);
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ key: request.headers['x-key'], text: 'x'.repeat(200) }));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  atEnd(t, () => new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  }));
  return Object.assign(upstream, { port: server.address().port, url: `http://127.0.0.1:${server.address().port}` });
}
