// What services and token endpoints may answer, sane and not, from a seed.
import { gzipSync } from 'node:zlib';
import { HOSTILE } from './values.mjs';

const NUMBERS = ['0', '-0', '1.5', '1e2147483648', '-1e-2147483648', '1e999999999', '9'.repeat(999), '9'.repeat(1001), '1E400', '0.1e-400', '01', '+1', '1.', 'NaN', 'Infinity'];
const TEXTS = ['""', '"a"', '"\\u0000"', '"\\ud800"', '"\\ude00\\ud800"', '"a\u0000b"', '"\u2028"', '"\\x"', '"\ud83d\ude00"', `"${'x'.repeat(70_000)}"`,
  ...HOSTILE.map((text) => JSON.stringify(text))];
const NAMES = ['ok', 'error', 'message', 'error_description', 'errors', 'data', 'items', 'next', 'next_cursor', 'response_metadata', 'total', 'has_more', '', '\u0000',
  'access_token', 'refresh_token', 'expires_in', 'expires_at', 'scope', 'token_type', 'authed_user', 'token', 'result', 'instance_url', 'constructor'];
const TYPES = ['application/json', 'application/json', 'application/json', 'application/json; charset=utf-16', 'application/json; charset="', 'text/json', 'application/problem+json',
  'text/html', 'text/plain; charset=x', 'application/x-www-form-urlencoded', 'application/octet-stream', 'application/xml', 'x', ';', '', undefined];
const STATUSES = [200, 200, 200, 200, 200, 201, 202, 204, 206, 299, 301, 302, 304, 307, 400, 401, 403, 404, 409, 418, 422, 429, 500, 502, 503, 504, 599];
const HEADERS = ['retry-after', 'location', 'link', 'etag', 'x-ratelimit-remaining', 'x-ratelimit-reset', 'ratelimit', 'content-language', 'www-authenticate'];
const LINKS = ['</a?page=2>; rel="next"', '<>; rel=next', '<http://[::1>; rel="next"', '<?a=\u00e9>; rel=next', '0', '-1', '1e9', '299.997', 'Wed, 21 Oct 2015 07:28:00 GMT', '/', '//', '?', '#', '/a b',
  'https://evil.example/', 'http://%', '\u00e9', ',;,"', 'x'.repeat(2000)];

export function makeAnswer(random, token) {
  const text = random.chance(0.15) ? random.one(['', ' ', '{', '[', 'null', '{}{}', '\ufeff{}', '['.repeat(500) + ']'.repeat(500), '['.repeat(5000), '{"a":'.repeat(600), 'a=b&c=%',
    'access_token=a&scope=%00', '%', '&&&=', `[${'{},'.repeat(20_000)}0]`, ...NUMBERS, ...TEXTS]) : json(random, token ? 'token' : 'object', 0);
  const body = random.chance(0.05) ? Buffer.from([0xff, 0xfe, 0, 0x7b]) : Buffer.from(text);
  const headers = {};
  const type = random.one(TYPES);
  if (type !== undefined) headers['Content-Type'] = type;
  if (random.chance(0.3)) headers[random.one(HEADERS)] = Buffer.from(random.one(LINKS)).toString('latin1');
  const coded = random.chance(0.15);
  if (coded) headers['Content-Encoding'] = random.one(['gzip', 'gzip', 'identity', 'br', 'utf-8', 'gzip, gzip', '']);
  const sent = coded && random.chance(0.8) ? gzipSync(body) : body;
  return { status: random.one(token ? [200, 200, 200, 200, 200, 200, 400, 401, 500] : STATUSES), headers, body: random.chance(0.05) ? sent.subarray(0, sent.length >> 1) : sent };
}

function json(random, kind, depth) {
  const value = () => json(random, random.one(['number', 'text', 'text', 'object', 'array', 'word']), depth + 1);
  if (depth > 5) return '0';
  switch (kind) {
    case 'number': return random.one(NUMBERS);
    case 'text': return random.one(TEXTS);
    case 'array': return `[${Array.from({ length: random.below(4) }, value).join(',')}]`;
    case 'word': return random.one(['true', 'false', 'null', 'nul']);
    case 'token': return `{${['access_token', ...Array.from({ length: random.below(6) }, () => random.one(NAMES))]
      .map((name) => `${JSON.stringify(name)}:${name === 'access_token' && random.chance(0.8) ? '"a"' : value()}`).join(',')}}`;
    default: return `{${Array.from({ length: random.below(6) }, () => `${JSON.stringify(random.one(NAMES))}:${value()}`).join(',')}}`;
  }
}
