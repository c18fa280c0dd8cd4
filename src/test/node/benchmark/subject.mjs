// The packaged service as it runs in production: tokens signed by a project's key, a real Postgres, a secret store
// behind HTTP, and connectors of many tenants.
import { createServer } from 'node:http';
import { join } from 'node:path';
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { startVault } from '../oauth/vault.mjs';
import { atEnd } from '../process/children.mjs';
import { imageFlags, startPostgres, startService, temporaryFolder } from '../process/service.mjs';

/** Starts Postgres, a key set, a secret store and the service over them. */
export async function startSubject(t, { allow, env = {}, postgres, jar } = {}) {
  const database = postgres ?? (await startPostgres(t));
  const vault = await startVault(t, { pass: async () => 'go' });
  const project = await startProject(t);
  const service = await startService(t, {
    env: { DATABASE_URL: database.url, MIGRATION_DATABASE_URL: database.migrationUrl, SUPABASE_URL: project.url,
      VAULT_ADDR: vault.url, VAULT_TOKEN: vault.token, TENANT_AUTO_REGISTER: 'true', EGRESS_ALLOW: allow ?? '', ...env },
    // reading each line from a pipe would take as much of the machine as the bare proxy does
    log: join(temporaryFolder(t), 'log'),
    flags: [...imageFlags, ...(process.env.BENCH_FLAGS ?? '').split(' ').filter(Boolean)], jar,
  });
  return { ...service, tokenOf: project.tokenOf, keys: `${project.url}/keys`, database };
}

/** A Supabase project, as far as who checks its tokens sees it: an address with its public key. */
async function startProject(t) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const keys = JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'benchmark', alg: 'ES256', use: 'sig' }] });
  const server = createServer((_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(keys));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  atEnd(t, () => new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  }));
  const url = `http://127.0.0.1:${server.address().port}`;
  return { url, tokenOf: (tenant) => token(tenant, privateKey, `${url}/auth/v1`) };
}

function token(tenant, key, iss) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  // as large as a project's own
  const claims = { iss, sub: tenant, aud: 'authenticated', exp: now + 7200, iat: now, email: 'someone@example.com', phone: '',
    app_metadata: { provider: 'email', providers: ['email'] }, user_metadata: { email_verified: true }, role: 'authenticated',
    aal: 'aal1', amr: [{ method: 'password', timestamp: now }], session_id: randomUUID(), is_anonymous: false };
  const unsigned = `${part({ alg: 'ES256', kid: 'benchmark', typ: 'JWT' })}.${part(claims)}`;
  return `${unsigned}.${sign('sha256', Buffer.from(unsigned), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

// on a busy machine the first request may be refused while the key set is fetched
async function created(url, request) {
  const answer = await fetch(url, request);
  if (answer.status !== 503) return answer;
  await new Promise((resolve) => setTimeout(resolve, 1000 * Number(answer.headers.get('retry-after'))));
  return fetch(url, request);
}

/** One API key connector for each of so many new tenants. */
export async function connectorsOf(service, { tenants, url, key }) {
  const made = [];
  for (let number = 0; number < tenants; number++) {
    const tenant = randomUUID();
    const bearer = service.tokenOf(tenant);
    const answer = await created(`${service.url}/api/v1/connectors/configurations`, {
      method: 'POST', headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
      body: JSON.stringify({ tenant_id: tenant, connector_name: `benchmark ${number}`, service_name: 'benchmark', auth_type: 'apikey',
        auth_config: { api_key_name: 'X-Api-Key', key_location: 'header' }, api_spec: { servers: [{ url }] }, credentials: { api_key: key } }),
    });
    if (answer.status !== 201) throw new Error(`No connector was made: ${answer.status} ${await answer.text()}`);
    made.push({ id: (await answer.json()).id, tenant, token: bearer });
  }
  return made;
}
