// A mock that knows only a description, and says what in a call does not fit it.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { atEnd, start } from '../process/children.mjs';
import { temporaryFolder } from '../process/service.mjs';

const require = createRequire(import.meta.url);

/** Starts Prism with a description on a port; answers how many seconds that took. */
export async function startPrism(t, port, description) {
  const file = join(temporaryFolder(t), 'description.json');
  writeFileSync(file, JSON.stringify(description, withoutLooseNullable));
  const began = performance.now();
  const prism = await start('prism', process.execPath, [require.resolve('@stoplight/prism-cli'), 'mock', '--errors',
    '--host', '127.0.0.1', '--port', String(port), file], { ready: /Prism is listening/, seconds: 180 });
  atEnd(t, prism.end);
  return Math.round((performance.now() - began) / 1000);
}

// Prism leaves a body unchecked, without a word, where its schema says nullable and names no type
function withoutLooseNullable(_, value) {
  return value?.nullable === true && value.type === undefined ? { ...value, nullable: undefined } : value;
}

/** Whether Prism took a call, and if not, why: by its own errors, because a mock's 4xx may be an example. */
export function verdictOf({ status, text }) {
  const problem = text.includes('stoplight.io/prism/errors') ? JSON.parse(text) : undefined;
  const kind = problem?.type.split('#')[1];
  // the others are about the answer that it would make up, once it has taken the call
  const refused = ['UNPROCESSABLE_ENTITY', 'UNAUTHORIZED', 'NO_PATH_MATCHED_ERROR', 'NO_METHOD_MATCHED_ERROR', 'INVALID_CONTENT_TYPE'];
  const reasons = problem?.validation?.map(({ location, message }) => `${location.join('.')} ${message}`);
  return { accepted: status < 599 && !refused.includes(kind), kind, reason: kind && `${kind}: ${reasons ?? problem.detail}` };
}
