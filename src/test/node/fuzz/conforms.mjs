// As much of JSON Schema as the API description uses for answers: the first fault, or nothing.
import { resolve } from './values.mjs';

export function fault(value, schema, api, place = '') {
  const expected = resolve(schema, api);
  const types = expected.type ? [expected.type].flat() : undefined;
  if (types && !types.some((type) => is(value, type))) return `${place} is ${JSON.stringify(value)?.slice(0, 100)}, not ${types}`;
  if (expected.enum && !expected.enum.some((one) => one === value)) return `${place} is none of ${expected.enum}`;
  if (expected.pattern && typeof value === 'string' && !new RegExp(expected.pattern, 'u').test(value)) return `${place} does not match ${expected.pattern}`;
  if (Array.isArray(value)) return first(value.entries(), ([index, item]) => fault(item, expected.items, api, `${place}/${index}`));
  if (value !== null && typeof value === 'object') {
    const missing = expected.required?.find((name) => !(name in value));
    if (missing) return `${place} lacks ${missing}`;
    return first(Object.entries(expected.properties ?? {}).filter(([name]) => name in value),
      ([name, property]) => fault(value[name], property, api, `${place}/${name}`));
  }
  return undefined;
}

function first(items, find) {
  for (const item of items) {
    const found = find(item);
    if (found) return found;
  }
  return undefined;
}

function is(value, type) {
  switch (type) {
    case 'null': return value === null;
    case 'array': return Array.isArray(value);
    case 'object': return value !== null && typeof value === 'object' && !Array.isArray(value);
    case 'integer': return Number.isInteger(value);
    default: return typeof value === type;
  }
}
