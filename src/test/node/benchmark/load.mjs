// Load by wrk from the system's packages, what it measured, and what the measured process spent meanwhile.
import { execFile, execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { required } from './nginx.mjs';

const run = promisify(execFile);

const ticks = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** What stands for a number that no other request of the script has. */
export const NUMBER = '@@@@@@@@@@';

/** Writes a script for wrk that goes round the requests, each {method, path, headers, body}. */
export function requestScript(folder, name, requests) {
  const lines = requests.map(({ method = 'GET', path, headers = {}, body }) => {
    const fields = Object.entries(headers).map(([key, value]) => `[${JSON.stringify(key)}]=${JSON.stringify(value)}`);
    return `wrk.format(${JSON.stringify(method)}, ${JSON.stringify(path)}, {${fields.join(',')}}, ${body ? JSON.stringify(body) : 'nil'})`;
  });
  const file = join(folder, `${name}.lua`);
  writeFileSync(file, `local requests = {}
local at, sent = 0, 0
init = function()
${lines.map((line) => `  requests[#requests + 1] = ${line}`).join('\n')}
end
request = function()
  at = at % #requests + 1
  sent = sent + 1
  return (requests[at]:gsub("${NUMBER}", string.format("%010d", sent)))
end
`);
  return file;
}

/** One run: throughput, latencies in ms, CPU time of the measured process a request in µs. */
export async function measured({ url, pid }, script, { connections, seconds }) {
  const threads = Math.min(2, connections);
  const before = cpuSeconds(pid);
  const { stdout } = await run(required('wrk'), ['--latency', '-t', String(threads), '-c', String(connections),
    '-d', `${seconds}s`, '--timeout', '30s', '-s', script, url]);
  const requests = Number(stdout.match(/(\d+) requests in/)[1]);
  const failed = Number(stdout.match(/Non-2xx or 3xx responses: (\d+)/)?.[1] ?? 0);
  if (failed > 0 || /Socket errors/.test(stdout)) {
    throw new Error(`${failed} of ${requests} requests to ${url} failed:\n${stdout}`);
  }
  return { requests, perSecond: Number(stdout.match(/Requests\/sec:\s+([\d.]+)/)[1]),
    p50: milliseconds(stdout, '50%'), p99: milliseconds(stdout, '99%'),
    cpuMicros: ((cpuSeconds(pid) - before) * 1e6) / requests };
}

function milliseconds(text, quantile) {
  const [, value, unit] = text.match(new RegExp(`^\\s+${quantile}\\s+([\\d.]+)(us|ms|s)$`, 'm'));
  return Number(value) * { us: 0.001, ms: 1, s: 1000 }[unit];
}

// of a process and of those that it started, as nginx's workers
function cpuSeconds(pid) {
  const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(stat).filter((one) => one?.parent === pid);
  return [stat(pid), ...children].reduce((sum, { seconds }) => sum + seconds, 0);
}

function stat(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
    return { parent: Number(fields[1]), seconds: (Number(fields[11]) + Number(fields[12])) / ticks };
  } catch {
    return undefined;
  }
}

export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
