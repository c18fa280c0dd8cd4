// A service and its token endpoint: rotates refresh tokens, takes the use of an old one for theft and ends the
// connection, unless it is used again within a time of grace.
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { atEnd } from '../process/children.mjs';

/** Refresh tokens read `family.number`; a family's grace is in milliseconds. */
export async function startProvider(t) {
  const families = new Map();
  const provider = { lifeSeconds: 3600, slowness: () => 0, tokenCalls: 0, onTokenCall: () => {} };

  function refresh([name, number]) {
    const family = families.get(name);
    family.calls++;
    const late = Date.now() - family.rotatedAt;
    const graceful = Number(number) === family.number - 1 && late < family.grace;
    family.alive &&= graceful || Number(number) === family.number;
    if (!family.alive) {
      return [400, { error: 'invalid_grant' }];
    }
    family.number++;
    family.rotatedAt = Date.now();
    return [200, { access_token: `access.${name}.${family.number}`, refresh_token: `${name}.${family.number}`,
      expires_in: provider.lifeSeconds, token_type: 'Bearer' }];
  }

  function serve(authorization = '') {
    const [, name] = authorization.split('.');
    return families.get(name)?.alive ? [200, { name }] : [401, {}];
  }

  async function token(request) {
    let body = '';
    for await (const chunk of request) body += chunk;
    provider.tokenCalls++;
    provider.onTokenCall();
    await sleep(provider.slowness());
    const answer = refresh(new URLSearchParams(body).get('refresh_token').split('.'));
    await sleep(provider.slowness());
    return answer;
  }

  const server = createServer(async (request, response) => {
    const [status, body] = request.url === '/token' ? await token(request) : serve(request.headers.authorization);
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
      families.set(name, { number: 0, alive: true, grace, rotatedAt: 0, calls: 0 });
      return name;
    },
    callsOf: (name) => families.get(name).calls,
    isAlive: (name) => families.get(name).alive,
  });
}
