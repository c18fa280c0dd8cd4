// Inputs that are small as bytes and large as anything else: what a service answers, and what a caller sends.
import { gzipSync } from 'node:zlib';

const MIB = 1 << 20;
const list = (node, bytes = 10 * MIB - 64) => `[${`${node},`.repeat(Math.floor(bytes / (node.length + 1)))}0]`;
const numbered = (make, count) => Array.from({ length: count }, (_, i) => make(i)).join(',');
const deep = (open, close, levels) => open.repeat(levels) + close.repeat(levels);

/** What a service answers: [body, statuses that the caller of a read may see]. */
const READ = [200, 429, 502];
export const ANSWERS = {
  'empty objects': [list('{}'), READ],
  'empty arrays': [list('[]'), READ],
  'zeros': [list('0'), READ],
  'empty texts': [list('""'), READ],
  'decimals': [list('1.5'), READ],
  'nulls': [list('null'), READ],
  'nested pairs': [list('[[]]'), READ],
  'objects of one field': [list('{"a":1}'), READ],
  'objects in objects': [list('{"a":{}}'), READ],
  'small exponents': [list('1e9'), READ],
  'long integers': [list('9'.repeat(900)), READ],
  'fields with names of their own': [`{${numbered((i) => `"${i}":0`, 800_000)}}`, READ],
  'objects with names of their own': [`[${numbered((i) => `{"${i}":0}`, 700_000)}]`, READ],
  'texts of their own': [`[${numbered((i) => `"${i}"`, 900_000)}]`, READ],
  'long names': [`{${numbered((i) => `"${String(i).padStart(5000, 'n')}":0`, 2000)}}`, READ],
  'one long text': [`"${'x'.repeat(10 * MIB - 64)}"`, READ],
  'one long text of wide characters': [`"${'\u4e2d'.repeat(3 * MIB)}"`, READ],
  'plain text': ['x'.repeat(10 * MIB - 64), READ, 'text/plain'],
  'bytes': ['\0'.repeat(10 * MIB - 64), READ, 'application/octet-stream'],
  '449 levels': [deep('[', ']', 449), [200]],
  '500 levels': [deep('[', ']', 500), [200]],
  '5 million levels': ['['.repeat(5 * MIB), READ],
  'levels of objects': ['{"a":'.repeat(2 * MIB), READ],
  'many deep ones': [list(deep('[', ']', 400)), READ],
  'an exponent that no number has': ['[1e2147483648]', [200]],
  'a large exponent': ['[1e999999999]', [200]],
  'a small exponent': ['[1e-999999999]', [200]],
  'NUL in a text': ['{"a":"\\u0000"}', [200]],
  'half a character': ['{"a":"\\ud800"}', [200]],
};

/** What a token endpoint answers; the caller of a read sees a problem, or data. */
export const TOKENS = {
  'tokens beside empty objects': `{"access_token":"a","x":${list('{}', 10 * MIB - 128)}}`,
  'tokens with a long scope': JSON.stringify({ access_token: 'a', scope: 'x'.repeat(128 * 1024) }),
  'tokens with NUL in the scope': '{"access_token":"a","scope":"a\\u0000b","expires_in":1e2147483648}',
  'tokens 5,000 levels deep': '{"a":'.repeat(5000),
};

const described = (more) => `{"openapi":"3.1.0","info":{"title":"t","version":"1"},"paths":{},${more}}`;
const schemas = (text) => described(`"components":{"schemas":${text}}`);
const yaml = (text) => JSON.stringify(`openapi: 3.1.0\ninfo: {title: t, version: "1"}\npaths: {}\n${text}`);
const chain = (levels, width = 1) => Array.from({ length: levels }, (_, i) => (i === 0 ? 'x-d0: &d0 [1]'
  : `x-d${i}: &d${i} [${Array(width).fill(`*d${i - 1}`).join(', ')}]`)).join('\n');

/** Descriptions, as they stand in a configuration's body, and the statuses that saving them may have. */
const SAVED = [201, 400, 413, 429];
export const DESCRIPTIONS = {
  'an extension of empty objects': [described(`"x-a":${list('{}', 15 * MIB)}`), SAVED],
  'an extension of zeros': [described(`"x-a":${list('0', 15 * MIB)}`), SAVED],
  'an extension of short fields': [described(`"x-a":${list('{"a":1}', 15 * MIB)}`), SAVED],
  'empty objects below a long name': [described(`"components":{"${'n'.repeat(40_000)}":${list('{}', 3 * MIB)}}`), SAVED],
  'nested repetitions': [schemas('{"a":{"pattern":"(((x{100}){100}){100}){100}"}}'), [400]],
  'repetitions in a name': [schemas('{"a":{"patternProperties":{"((x{1000}){1000})":{}}}}'), [400]],
  'patterns without end': [schemas(`{${numbered((i) => `"a${i}":{"pattern":"x{1000}${i}"}`, 50_000)}}`), SAVED],
  'a chain of aliases': [yaml(chain(250)), [400]],
  'aliases that multiply': [yaml(chain(9, 10)), [400, 413, 429]],
  'aliases of a long text': [yaml(`x-a: &a ${'x'.repeat(MIB)}\nx-b: [${Array(1000).fill('*a').join(', ')}]`), [400, 413, 429]],
  'YAML of empty objects': [yaml(`x-a: ${list('{}', 10 * MIB)}`), [201, 400, 413, 429]],
  'YAML with long names': [yaml(`x-a:\n  ? ${'n'.repeat(40_000)}\n  : ${list('{}', 2 * MIB)}`), [201, 400, 413, 429]],
  'an emoji at the end of a buffer': [yaml(`x-a: ${Array.from({ length: 1100 }, (_, i) => `${'x'.repeat(i)}\u{1f600}`).join('')}`), [201]],
  'many parameters': [described('"x-a":1').replace('"paths":{}', `"paths":{"/p":{"get":{"operationId":"p","parameters":[${
    numbered((i) => `{"name":"p${i}","in":"query","schema":{"type":"string"}}`, 50_000)}]}}}`), SAVED],
  'many operations': [described('"x-a":1').replace('"paths":{}', `"paths":{${numbered((i) => `"/p${i}":{"get":{}}`, 4_999)}}`), SAVED],
};

const tree = Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`l${i}`, i === 16 ? { required: ['x'] }
  : { anyOf: [{ $ref: `#/components/schemas/l${i + 1}` }, { $ref: `#/components/schemas/l${i + 1}` }] }]));
const line = Object.fromEntries(Array.from({ length: 81 }, (_, i) => [`c${i}`, i === 80
  ? { anyOf: Array.from({ length: 800 }, (_, r) => ({ required: [`r${r}`] })) } : { anyOf: [{ $ref: `#/components/schemas/c${i + 1}` }] }]));
const action = (schema) => ({ post: { operationId: 'act', requestBody: { required: true, content: { 'application/json': { schema } } } } });

/** The description whose actions the payloads are for. */
export const ACTIONS = {
  openapi: '3.1.0', info: { title: 't', version: '1' },
  paths: { '/tree': { ...action({ $ref: '#/components/schemas/l0' }), post: { ...action({ $ref: '#/components/schemas/l0' }).post, operationId: 'tree' } },
    '/line': { post: { ...action({ $ref: '#/components/schemas/c0' }).post, operationId: 'line' } },
    '/texts': { post: { ...action({ type: 'array', items: { type: 'string' } }).post, operationId: 'texts' } },
    '/matched': { post: { ...action({ type: 'array', items: { type: 'string', pattern: '^(a?){200}b$' } }).post, operationId: 'matched' } },
    '/any': { post: { ...action({}).post, operationId: 'any' } } },
  components: { schemas: { ...tree, ...line } },
};

/** Payloads: [action, the payload's text, statuses]. */
export const PAYLOADS = {
  'a tree of anyOf': ['tree', '{"body":{}}', [400]],
  'a chain of anyOf that ends in 800 branches': ['line', '{"body":{}}', [400]],
  'half a million wrong items': ['texts', `{"body":${list('1', MIB - 200)}}`, [400, 413, 429]],
  'patterns that cost': ['matched', `{"body":[${Array(200).fill(`"${'a'.repeat(4000)}"`).join(',')}]}`, [400, 413, 429]],
  'empty objects in a payload': ['any', `{"body":${list('{}', MIB - 200)}}`, [200, 413, 429]],
  'names of their own in a payload': ['any', `{"body":{${numbered((i) => `"${i}":0`, 80_000)}}}`, [200, 413, 429]],
};

export const gzipped = (text) => gzipSync(Buffer.from(text), { level: 9 });
