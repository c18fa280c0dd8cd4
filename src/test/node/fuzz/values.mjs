// Values for a schema: what it takes, what it just does not take, and what nobody should send.
const LONG = 'x'.repeat(70_000);
const UUID = '3f0c2a6e-8d4b-4c39-9a53-0f4f5f1f9a11';

export const HOSTILE = ['', ' ', '\0', '\u0000a', '\r\nX-Injected: 1', '../../../etc/passwd', '..%2f..%2f', '%2e%2e%2f', '%00', '%c0%ae%c0%ae/',
  '//evil.example', 'https://evil.example/', '\\\\evil', '${jndi:ldap://127.0.0.1/a}', '{{7*7}}', '#{7*7}', "' OR '1'='1", "'; drop table tenants; --",
  '<script>alert(1)</script>', '\ud800', '\u202e', 'ﷺ'.repeat(50), '\u{1f600}'.repeat(200), LONG, 'null', 'NaN', '1e999999999', '-0', '9223372036854775808',
  '00000000-0000-0000-0000-000000000000', UUID, `kv/data/tenant_${UUID}/x`, `kv/data/tenant_${UUID}/../y`, '[object Object]', '\u0130\u0131', 'a\u0000b'];

const ODD = [null, true, false, 0, -1, 1.5, 1e308, -9007199254740993, [], {}, [[]], [null], { '': '' }, { __proto__x: 1 }, { $ref: 'https://evil.example/x.json' },
  { $ref: '#' }, ...HOSTILE];

export function makeValue(random, schema, api, depth = 0) {
  const resolved = resolve(schema, api);
  if (depth > 6 || random.chance(0.03)) return random.one(ODD);
  if (resolved.const !== undefined) return resolved.const;
  if (resolved.enum) return random.one(resolved.enum);
  const options = resolved.oneOf ?? resolved.anyOf;
  if (options) return makeValue(random, random.one(options), api, depth + 1);
  const type = random.one([resolved.type ?? (resolved.properties ? 'object' : 'string')].flat());
  switch (type) {
    case 'null': return null;
    case 'boolean': return random.chance(0.5);
    case 'integer': return random.one([resolved.minimum ?? 0, resolved.maximum ?? 100, 1, 7, (resolved.minimum ?? 0) - 1, (resolved.maximum ?? 2147483647) + 1]);
    case 'number': return random.one([0, 0.5, resolved.minimum ?? -1, 1e10]);
    case 'array': return Array.from({ length: random.below(4) }, () => makeValue(random, resolved.items ?? {}, api, depth + 1));
    case 'object': return makeObject(random, resolved, api, depth);
    default: return makeText(random, resolved);
  }
}

function makeObject(random, schema, api, depth) {
  const made = {};
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (schema.required?.includes(name) ? random.chance(0.97) : random.chance(0.4)) {
      made[name] = makeValue(random, property, api, depth + 1);
    }
  }
  if (random.chance(0.1) || (!schema.properties && random.chance(0.8))) made[random.one(['x', 'a b', '__proto__x', 'constructor', '', 'api_key', 'paths'])] = random.one(ODD);
  return made;
}

function makeText(random, schema) {
  if (random.chance(0.15)) return random.one(HOSTILE);
  if (schema.format === 'uuid') return random.one([UUID, UUID.toUpperCase(), `${UUID}0`]);
  if (schema.format === 'date-time') return random.one(['2026-01-01T00:00:00Z', 'yesterday']);
  return random.one(['a', 'x-1', 'name', 'https://example.com', '/path', 'b'.repeat(Math.max(schema.minLength ?? 1, 1)), 'c'.repeat(Math.min(schema.maxLength ?? 300, 5000)),
    'd'.repeat(Math.min((schema.maxLength ?? 300) + 1, 70_000))]);
}

/** The same with something small wrong in it. */
export function mutate(random, value) {
  if (value === null || typeof value !== 'object') return random.one(ODD);
  const copy = structuredClone(value);
  const names = Object.keys(copy);
  const name = random.one(names);
  if (names.length === 0) return random.one(ODD);
  switch (random.below(4)) {
    case 0: delete copy[name]; break;
    case 1: copy[name] = random.one(ODD); break;
    case 2: copy[name] = mutate(random, copy[name]); break;
    default: if (Array.isArray(copy)) copy.push(random.one(ODD)); else copy[`${name}_`] = copy[name];
  }
  return copy;
}

/** A body as text, sometimes as text that is no JSON or not quite. */
export function asText(random, value) {
  const text = JSON.stringify(value) ?? '';
  if (random.chance(0.9)) return text;
  return random.one([text.slice(0, random.below(text.length + 1)), `${text}${text}`, `\ufeff${text}`, text.replaceAll('"', "'"), '', '[', '{"a":1,"a":2}', '\0', LONG,
    '['.repeat(20_000), '{"a":'.repeat(5_000), `{"a":${'9'.repeat(2000)}}`, '{"a":1e999999999}', '"\\ud800"', text.replace('{', '{"\\u0000":1,')]);
}

export function resolve(schema, api) {
  let current = schema ?? {};
  for (let hops = 0; current.$ref && hops < 20; hops++) {
    current = current.$ref.slice(2).split('/').reduce((node, step) => node[step.replaceAll('~1', '/').replaceAll('~0', '~')], api);
  }
  return current;
}
