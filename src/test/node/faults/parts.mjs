// All that a service depends on, each behind a proxy that can misbehave, and what a caller does with the service.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { signedToken } from '../process/jwt.mjs';
import { call, imageFlags, startPostgres, startService } from '../process/service.mjs';
import { startVault } from '../oauth/vault.mjs';
import { startProxy } from './proxy.mjs';
import { description, startUpstream } from './upstream.mjs';

export const JWT_SECRET = 'example-jwt-secret-of-at-least-32-bytes';
export const TENANT = '6f1c2f6e-8a0e-4a55-9a3e-0c8a4b1d7e11';
export const flags = [...imageFlags, '-XX:TieredStopAtLevel=1'];

export async function startParts(t) {
  const postgres = await startPostgres(t);
  const vault = await startVault(t);
  const upstream = await startUpstream(t);
  const proxies = {
    databaseProxy: await startProxy(t, '127.0.0.1', Number(new URL(postgres.url).port)),
    vaultProxy: await startProxy(t, '127.0.0.1', Number(new URL(vault.url).port)),
    upstreamProxy: await startProxy(t, '127.0.0.1', upstream.port),
  };
  const environment = (to = proxies) => ({
    DATABASE_URL: to.databaseProxy.through(postgres.url), MIGRATION_DATABASE_URL: to.databaseProxy.through(postgres.migrationUrl),
    LOCAL_DATA_DIR: '', VAULT_ADDR: to.vaultProxy.through(vault.url), VAULT_TOKEN: vault.token, SUPABASE_JWT_SECRET: JWT_SECRET,
    TENANT_AUTO_REGISTER: 'true', EGRESS_ALLOW: '127.0.0.1', CONNECTOR_CALLERS_REQUESTSPERSECOND: '10000',
    CONNECTOR_CALLERS_BURST: '10000',
  });
  return { postgres, vault, upstream, ...proxies, environment,
    async start({ env = {}, ...more } = {}) {
      const service = await startService(t, { flags, env: { ...environment(), ...env }, ...more });
      return Object.assign(service, { token: () => signedToken(TENANT, JWT_SECRET), readiness: () => probe(service, '/actuator/health/readiness') });
    } };
}

let named = 0;

/** A connector that signs with a key in the store and reaches `url`. */
export async function connector(service, url, more = {}) {
  const created = await call(service, 'POST', '/configurations', { connector_name: `c ${++named}`, service_name: 'suite',
    auth_type: 'apikey', auth_config: { api_key_name: 'X-Key', key_location: 'header' }, api_spec: description(url),
    credentials: { api_key: `key-${named}-of-the-suite` }, ...more });
  assert.equal(created.status, 201, created.text);
  return created.body.id;
}

/** An open address of the service: its status, what it says, and how long that took. */
export async function probe(service, path) {
  const began = performance.now();
  const response = await fetch(`${service.url}${path}`);
  const text = await response.text();
  return { status: response.status, text, milliseconds: Math.round(performance.now() - began) };
}

export const read = (service, id) => call(service, 'GET', `/${id}/data?resource_path=/things`);

export const make = (service, id, nonce, key = nonce) => call(service, 'POST', `/${id}/actions`,
  { action_name: 'make', payload: { nonce } }, key ? { 'Idempotency-Key': key } : {});

/** An answer in short: status, code and Retry-After. */
export const brief = ({ status, body, headers }) => [status, body?.code, headers?.get('retry-after')].filter(Boolean).join(' ');

/** Asks until the answer is as wanted; gives the milliseconds that took. */
export async function until(ask, isWanted, seconds, what) {
  const began = performance.now();
  for (;;) {
    const answer = await ask().catch((failure) => ({ status: 0, text: String(failure) }));
    const milliseconds = Math.round(performance.now() - began);
    if (isWanted(answer)) return milliseconds;
    assert.ok(milliseconds < seconds * 1000, `${what} not within ${seconds} s: ${answer.status} ${answer.text}`);
    await sleep(50);
  }
}
