// Processes that a test starts, each ended by its own id when the test ends, however it ends.
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const running = new Set();
let isEnding = false;

// not SIGKILL: a database would outlive the process that watches over it
process.once('exit', () => running.forEach((child) => child.kill('SIGTERM')));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, async () => {
    isEnding = true;
    await Promise.all([...running].map(end));
    process.exit(1);
  });
}

const endings = new WeakMap();

/** Has something done when a test ends, the last thing first; at once where it has ended, as one that ran out of time goes on. */
export function atEnd(t, action) {
  if (!endings.has(t)) {
    const ending = { actions: [], hasEnded: false };
    endings.set(t, ending);
    t.after(() => runAll(ending));
  }
  const ending = endings.get(t);
  ending.actions.push(action);
  return ending.hasEnded ? runAll(ending) : undefined;
}

async function runAll(ending) {
  ending.hasEnded = true;
  while (ending.actions.length > 0) {
    await ending.actions.pop()();
  }
}

/** Starts a process and waits until what it prints, or writes to the file `log`, matches `ready`; gives the match as well. */
export async function start(name, command, args, { env = process.env, cwd, ready, seconds = 90, log } = {}) {
  if (isEnding) throw new Error(`${name} is not started any more`);
  const said = log ? openSync(log, 'a+') : 'pipe';
  const child = spawn(command, args, { env, cwd, stdio: ['pipe', said, said] });
  // one that ended before it was told to is reported by its exit, not by its pipe
  child.stdin.on('error', () => {});
  running.add(child);
  const started = { name, child, output: '', match: undefined };
  const ended = new Promise((resolve) => child.once('close', resolve)).then(() => running.delete(child));
  child.once('error', (failure) => (started.output += `\n${failure.message}`));
  let stopFollowing = () => {};
  if (log) closeSync(said);
  await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(failed(started, `was not ready after ${seconds} s`)), seconds * 1000);
    const read = (chunk) => {
      started.output += chunk;
      started.match ??= started.output.match(ready);
      if (started.match) {
        clearTimeout(timer);
        stopFollowing();
        resolve();
      }
    };
    stopFollowing = follow(child, log, read);
    ended.then(() => {
      clearTimeout(timer);
      stopFollowing();
      reject(failed(started, `ended with ${child.exitCode ?? child.signalCode}`));
    });
  }).catch(async (failure) => {
    stopFollowing();
    await end(child);
    throw failure;
  });
  return Object.assign(started, { pid: child.pid, end: () => end(child), ended });
}

/** Hands on what a process says, in its pipes or in the file that it writes; gives what ends that. */
function follow(child, log, read) {
  if (!log) {
    child.stdout.setEncoding('utf8').on('data', read);
    child.stderr.setEncoding('utf8').on('data', read);
    return () => {};
  }
  let seen = 0;
  const look = setInterval(() => {
    const text = readFileSync(log, 'utf8');
    read(text.slice(seen));
    seen = text.length;
  }, 50);
  return () => clearInterval(look);
}

function failed(started, what) {
  return new Error(`${started.name} ${what}:\n${started.output.slice(-4000)}`);
}

/** Asks politely, then not. */
async function end(child) {
  // not its closing, for which whatever it started would have to end as well
  const exited = new Promise((resolve) => child.once('exit', resolve));
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
    return;
  }
  child.stdin.end();
  child.kill('SIGTERM');
  if ((await Promise.race([exited, sleep(30_000, 'late', { ref: false })])) === 'late') {
    child.kill('SIGKILL');
    await exited;
  }
}

/** Resident memory in MiB, where the system tells it. */
export function residentMegabytes(pid) {
  try {
    return Math.round(Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]) / 1024);
  } catch {
    return Number.NaN;
  }
}
