// Stands in front of the mock and writes down what arrives, before the mock judges it.
import { createServer, request } from 'node:http';

export async function startRecorder(t, targetPort) {
  const calls = [];
  const server = createServer((incoming, outgoing) => {
    const chunks = [];
    incoming.on('data', (chunk) => chunks.push(chunk)).on('end', () => {
      const body = Buffer.concat(chunks);
      const seen = { method: incoming.method, url: incoming.url, headers: incoming.headers, body: body.toString('utf8') };
      calls.push(seen);
      forward(targetPort, seen, body, outgoing);
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address();
  return { calls, port, url: `http://127.0.0.1:${port}`, last: () => calls.at(-1) };
}

function forward(port, seen, body, outgoing) {
  const { method, url, headers } = seen;
  const began = performance.now();
  const onward = request({ host: '127.0.0.1', port, method, path: url, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode, answer.rawHeaders);
    const chunks = [];
    answer.on('data', (chunk) => chunks.push(chunk));
    // known before the last byte is on its way to whom it is for
    answer.on('end', () => (seen.answer = { status: answer.statusCode, text: Buffer.concat(chunks).toString('utf8') }));
    answer.pipe(outgoing).once('finish', () => (seen.milliseconds = performance.now() - began));
  });
  onward.on('error', (failure) => outgoing.writeHead(599).end(failure.message));
  onward.end(body);
}
