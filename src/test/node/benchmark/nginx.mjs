// nginx from the system's packages as the thing to compare with: once as an API, once as a bare proxy before it.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { atEnd, start } from '../process/children.mjs';
import { freePort, temporaryFolder } from '../process/service.mjs';

/** An API that answers one kilobyte of JSON, from a file, to those who send the key. */
export function startUpstream(t, key) {
  const files = temporaryFolder(t);
  // nginx's workers give up root's rights
  chmodSync(files, 0o755);
  writeFileSync(join(files, 'items'), JSON.stringify(oneKilobyte()));
  return startNginx(t, 'upstream', `
  location / {
    if ($http_x_api_key != "${key}") { return 401; }
    default_type application/json;
    root "${files}";
  }`);
}

/** A proxy that does no more than add the key. */
export const startProxy = (t, upstream, key) => startNginx(t, 'proxy', `
  location / {
    proxy_pass http://upstream;
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_set_header X-Api-Key ${key};
  }`, `upstream upstream { server ${upstream.host}; keepalive 64; }`);

function oneKilobyte() {
  const item = (id) => ({ id, name: `item ${id}`, status: 'open', updated_at: '2026-01-01T00:00:00Z' });
  return { items: Array.from({ length: 12 }, (_, index) => item(index + 100)) };
}

async function startNginx(t, name, locations, more = '') {
  const folder = temporaryFolder(t);
  const port = await freePort();
  const file = join(folder, 'nginx.conf');
  mkdirSync(join(folder, 'logs'), { recursive: true });
  writeFileSync(file, `
worker_processes 2;
daemon off;
pid "${folder}/nginx.pid";
error_log stderr notice;
events { worker_connections 512; }
http {
  access_log off;
  keepalive_requests 1000000;
  client_body_temp_path "${folder}/body";
  proxy_temp_path "${folder}/proxy";
  fastcgi_temp_path "${folder}/fastcgi";
  uwsgi_temp_path "${folder}/uwsgi";
  scgi_temp_path "${folder}/scgi";
  ${more}
  server {
    listen 127.0.0.1:${port};
    keepalive_timeout 600s;
    ${locations}
  }
}
`);
  const server = await start(name, nginx(), ['-p', folder, '-c', file, '-g', 'master_process on;'], { ready: /start worker process/ });
  atEnd(t, server.end);
  const host = `127.0.0.1:${port}`;
  return { ...server, host, url: `http://${host}` };
}

const nginx = () => required('nginx', ['/usr/sbin/nginx', '/usr/local/sbin/nginx', '/opt/homebrew/bin/nginx']);

/** Where a program is; one that is missing is named. */
export function required(program, usual = []) {
  try {
    return execFileSync('which', [program], { encoding: 'utf8' }).trim();
  } catch {
    const found = usual.find(existsSync);
    if (found) return found;
    throw new Error(`This benchmark needs ${program}: install it with the system's packages`);
  }
}
