// A server on loopback that answers as Vault's KV version 2 does to one token. A call can be held before it is
// applied, or its answer.
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { atEnd } from '../process/children.mjs';

const DATA = '/v1/kv/data/';
const METADATA = '/v1/kv/metadata/';

/** Passes the gate `vault` with {when, method, path}. */
export async function startVault(t, gates = { pass: async () => 'go' }) {
  const vault = { token: 'hvs.of-the-double', failsWrites: false, writes: 0, condition: 'active', delay: 0 };
  const documents = new Map();
  const metadata = (version) => ({ created_time: '2026-01-01T00:00:00.123456789Z', custom_metadata: null, deletion_time: '', destroyed: false, version });

  function read(path) {
    const versions = documents.get(path);
    return versions ? [200, { data: { data: versions.at(-1), metadata: metadata(versions.length) } }] : [404, { errors: [] }];
  }

  function write(path, { data, options }) {
    vault.writes++;
    if (vault.failsWrites) return [503, { errors: ['Vault is sealed'] }];
    const versions = documents.get(path) ?? [];
    if (options?.cas !== undefined && options.cas !== versions.length) {
      return [400, { errors: ['check-and-set parameter did not match the current version'] }];
    }
    documents.set(path, [...versions, data]);
    return [200, { data: metadata(versions.length + 1) }];
  }

  // as a server that takes no calls tells it: sealed, or one that stands by and forwards nothing
  function refusal(request) {
    if (request.url.startsWith('/v1/sys/health')) {
      return [200, { initialized: true, sealed: vault.condition === 'sealed', standby: vault.condition === 'standby' }];
    }
    if (vault.condition === 'sealed') return [503, { errors: ['Vault is sealed'] }];
    if (vault.condition === 'standby') return [307, {}];
    return undefined;
  }

  function apply(request, body) {
    const refused = refusal(request);
    if (refused) return refused;
    if (request.headers['x-vault-token'] !== vault.token) return [403, { errors: ['permission denied'] }];
    if (request.method === 'GET' && request.url.startsWith(DATA)) return read(request.url.slice(DATA.length));
    if (request.method === 'POST' && request.url.startsWith(DATA)) return write(request.url.slice(DATA.length), JSON.parse(body));
    if (request.method === 'DELETE' && request.url.startsWith(METADATA)) return [204, documents.delete(request.url.slice(METADATA.length)) && undefined];
    return [404, { errors: [`no handler for route "${request.url}"`] }];
  }

  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    if (vault.delay) await sleep(vault.delay);
    const passage = { method: request.method, path: request.url };
    if ((await gates.pass('vault', { when: 'before', ...passage })) === 'drop') return response.destroy();
    const [status, answer] = apply(request, body);
    if ((await gates.pass('vault', { when: 'after', ...passage })) === 'drop') return response.destroy();
    response.writeHead(status, { 'content-type': 'application/json', ...(status === 307 ? { location: 'http://127.0.0.1:1/' } : {}) }).end(answer && JSON.stringify(answer));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  atEnd(t, () => new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  }));
  return Object.assign(vault, {
    url: `http://127.0.0.1:${server.address().port}`,
    /** The latest fields of the one document whose path contains the text. */
    stored: (part) => [...documents].find(([path]) => path.includes(part))?.[1].at(-1),
  });
}
