// What README says to paste, pasted: each block as a shell of its own in the folder of the service, twice, and once
// with nothing there.
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { freePort, imageFlags, project, startPostgres, startService, temporaryFolder } from '../process/service.mjs';

const blocks = [...readFileSync(join(project, 'README.md'), 'utf8').matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, block]) => block);
const [, firstCalls, consent, confirmAndRead] = blocks;

const missing = ['bash', 'curl'].find((program) => spawnSync(program, ['--version']).status !== 0);

test('what README says to paste works as it stands', { timeout: 180_000, skip: missing && `${missing} is not here` }, async (t) => {
  const folder = temporaryFolder(t);
  const postgres = await startPostgres(t);
  const service = await startService(t, { cwd: folder, flags: imageFlags, env: { DATABASE_URL: postgres.url,
    MIGRATION_DATABASE_URL: postgres.migrationUrl, LOCAL_DATA_DIR: join(folder, '.connector-service'), DEMO_PORT: String(await freePort()) } });
  const paste = (text) => pasted(text.replaceAll('http://localhost:3001', service.url), folder);

  for (const time of ['first', 'second']) {
    await t.test(`the first calls, pasted a ${time} time`, async () => {
      const { stdout, stderr } = await paste(firstCalls);
      assert.equal(stderr, '');
      const [made, tested, read, done] = stdout.trim().split('\n').map((line) => JSON.parse(line));
      assert.equal(made.service_name, 'demo');
      assert.equal(tested.status, 'success');
      assert.equal(read.data.signed_with, '***');
      assert.equal(done.result.title, 'Water the plants');
    });
  }

  await t.test('a connection by consent', async () => {
    // a terminal remembers what was pasted before
    const remembered = firstCalls.split('\n').slice(0, 2).join('\n');
    const begun = await paste(`${remembered}\n${consent}\necho "$ID"`);
    assert.equal(begun.stderr, '');
    const [answer, id] = begun.stdout.trim().split('\n');
    const page = await consentTo(JSON.parse(answer).authorization_url);
    assert.match(page, /<h1>One step left<\/h1>/);
    const { stdout } = await paste(`${remembered}\nID=${id}\nBEGUN='${answer}'\n${confirmAndRead}`);
    const [confirmed, read] = stdout.trim().split('\n').map((line) => JSON.parse(line));
    assert.equal(confirmed.status, 'connected');
    assert.equal(read.data.email, 'demo@example.com');
  });

  await t.test('says what is wrong where nothing is there', async () => {
    const nowhere = await pasted(firstCalls.replaceAll('3001', String(await freePort())), folder);
    assert.match(nowhere.stderr, /Failed to connect to localhost/);
    assert.ok(existsSync(join(folder, '.connector-service', 'dev-token')));
  });
});

async function pasted(text, cwd) {
  return promisify(execFile)('bash', ['-c', text], { cwd, encoding: 'utf8' }).catch((failure) => failure);
}

/** What a person does in the browser: looks at the form, presses Allow, and is sent back. */
async function consentTo(authorizationUrl) {
  const form = await (await fetch(authorizationUrl)).text();
  const fields = [...form.matchAll(/<input[^>]*name="(\w+)"[^>]*value="([^"]*)"/g)].map(([, name, value]) => [name, value])
    .concat([...form.matchAll(/<input name="(\w+)" type="password" value="([^"]*)"/g)].map(([, name, value]) => [name, value]));
  const answer = await fetch(new URL('/oauth/authorize', authorizationUrl), { method: 'POST', redirect: 'follow',
    body: new URLSearchParams([...Object.entries(Object.fromEntries(fields)), ['decision', 'allow']]) });
  return answer.text();
}
