// A service and its token endpoint: rotates refresh tokens, takes the use of an old one for theft and ends the
// connection, unless it is the last one's predecessor and used again within a time of grace. An older one is never
// forgiven, as at the strictest providers: whoever loses two answers in a row has lost the connection.
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { atEnd } from '../process/children.mjs';

/** Refresh tokens read `family.number`; a family's grace is in milliseconds. Steps can be held by `gates`. */
export async function startProvider(t, gates = { pass: async () => {} }) {
  const families = new Map();
  const provider = { lifeSeconds: 3600, slowness: () => 0, tokenCalls: 0, onTokenCall: () => {} };

  function refresh([name, number], family, note) {
    const late = Date.now() - family.rotatedAt;
    const graceful = Number(number) === family.number - 1 && late < family.grace;
    Object.assign(note, { expected: family.number, graceful, late: family.rotatedAt ? late : undefined });
    family.alive &&= graceful || Number(number) === family.number;
    if (!family.alive) {
      note.granted = false;
      return [400, { error: 'invalid_grant' }];
    }
    note.granted = ++family.number;
    family.rotatedAt = Date.now();
    return [200, { access_token: `access.${name}.${family.number}`, refresh_token: `${name}.${family.number}`,
      expires_in: provider.lifeSeconds, token_type: 'Bearer' }];
  }

  function serve(authorization = '') {
    const [, name] = authorization.split('.');
    return families.get(name)?.alive ? [200, { name }] : [401, {}];
  }

  async function token(request, response) {
    let body = '';
    for await (const chunk of request) body += chunk;
    const sent = new URLSearchParams(body).get('refresh_token').split('.');
    const family = families.get(sent[0]);
    const note = { at: Date.now() - family.begunAt, sent: Number(sent[1]), end: 'under way' };
    family.history.push(note);
    response.once('finish', () => (note.end = `answered after ${Date.now() - family.begunAt - note.at} ms`));
    response.once('close', () => response.writableFinished || (note.end = `cut after ${Date.now() - family.begunAt - note.at} ms`));
    provider.tokenCalls++;
    provider.onTokenCall();
    await sleep(provider.slowness());
    if ((await gates.pass('provider', { step: 'call', family: sent[0] })) === 'drop') return response.destroy();
    const [status, answer] = refresh(sent, family, note);
    await sleep(provider.slowness());
    const text = JSON.stringify(answer);
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': text.length });
    if ((await gates.pass('provider', { step: 'answer', family: sent[0] })) === 'drop') return response.destroy();
    response.write(text.slice(0, text.length / 2));
    if ((await gates.pass('provider', { step: 'half', family: sent[0] })) === 'drop') return response.destroy();
    response.end(text.slice(text.length / 2));
  }

  const server = createServer(async (request, response) => {
    if (request.url === '/token') return token(request, response);
    const [status, body] = serve(request.headers.authorization);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  atEnd(t, () => new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  }));
  return Object.assign(provider, {
    port: server.address().port,
    url: `http://127.0.0.1:${server.address().port}`,
    family(grace) {
      const name = `family${families.size}`;
      families.set(name, { number: 0, alive: true, grace, rotatedAt: 0, begunAt: Date.now(), history: [] });
      return name;
    },
    callsOf: (name) => families.get(name).history.length,
    grantsOf: (name) => families.get(name).history.filter(({ granted }) => granted).length,
    isAlive: (name) => families.get(name).alive,
    historyOf: (name) => families.get(name).history.map((note) => JSON.stringify(note)).join('\n'),
  });
}
