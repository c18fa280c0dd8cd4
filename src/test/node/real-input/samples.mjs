// Makes payloads of a description: of its own examples, or failing that of its schemas.
import { resolve } from './descriptions.mjs';
import { textMatching } from './patterns.mjs';

const MOST_DEEP = 6;

const FORMATS = {
  'date-time': '2026-01-31T12:00:00Z', date: '2026-01-31', time: '12:00:00Z', uuid: '7f0e1a52-55a2-4a7e-9d2b-0b6c2f1c9a10',
  uri: 'https://example.com/a', url: 'https://example.com/a', email: 'someone@example.com', hostname: 'example.com',
  ipv4: '192.0.2.1', ipv6: '2001:db8::1', byte: 'aGVsbG8=', binary: 'aGVsbG8=', 'uri-template': 'https://example.com/{a}',
};

/** How a body is chosen where there are several, the preferred first. */
const PREFERRED = [/json/, /^application\/x-www-form-urlencoded/, /^multipart\/form-data/, /^text\//, /./];

/** A payload in the explicit form, with the media type of its body; `full` has what may be left out as well. */
export function sampleOf(description, operation, { full }) {
  const sample = { payload: {}, mediaType: undefined };
  for (const parameter of operation.parameters.filter(({ in: place }) => place !== 'cookie')) {
    if (!isLeftToTheSender(parameter) && (parameter.required || full)) {
      (sample.payload[parameter.in] ??= {})[parameter.name] = ofParameter(description, parameter, full);
    }
  }
  const content = operation.body?.content ?? {};
  const types = Object.keys(content);
  if (types.length > 0 && (operation.body.required || full)) {
    sample.mediaType = PREFERRED.flatMap((wanted) => types.filter((type) => wanted.test(type)))[0];
    sample.payload.body = ofBody(description, sample.mediaType, content[sample.mediaType], full);
  }
  return sample;
}

function isLeftToTheSender(parameter) {
  return parameter.in === 'header' && ['accept', 'content-type', 'authorization', 'content-length', 'host'].includes(parameter.name.toLowerCase());
}

function ofParameter(description, parameter, full) {
  const example = exampleOf(description, parameter);
  const schema = parameter.schema ?? Object.values(parameter.content ?? {})[0]?.schema ?? {};
  return example === undefined ? valueOf(description, schema, full) : example;
}

function ofBody(description, mediaType, media, full) {
  if (!/json|form/.test(mediaType)) {
    return /^text\/|xml|yaml|graphql/.test(mediaType) ? 'plain words' : FORMATS.binary;
  }
  const example = exampleOf(description, media);
  return example === undefined ? valueOf(description, media.schema ?? {}, full) : example;
}

function exampleOf(description, holder) {
  const first = resolve(description, Object.values(holder.examples ?? {})[0]);
  return holder.example ?? first?.value;
}

function valueOf(description, declared, full, depth = 0) {
  const schema = merged(description, declared);
  const given = [schema.example, schema.const, schema.examples?.[0], schema.default, schema.enum?.find((value) => value !== null)];
  const known = given.find((value) => value !== undefined && value !== null);
  if (known !== undefined && !(schema.properties && typeof known !== 'object')) {
    return known;
  }
  const choice = schema.oneOf ?? schema.anyOf;
  if (choice && !schema.properties) {
    const branch = choice.find((one) => merged(description, one).type !== 'null') ?? choice[0];
    return valueOf(description, { allOf: [{ ...schema, oneOf: undefined, anyOf: undefined }, branch] }, full, depth);
  }
  return ofType(description, schema, full, depth);
}

function ofType(description, schema, full, depth) {
  switch ([schema.type].flat().find((type) => type !== 'null') ?? guessedType(schema)) {
    case 'object': return objectOf(description, schema, full, depth);
    case 'array': return arrayOf(description, schema, full, depth);
    case 'integer': return numberOf(schema, 1);
    case 'number': return numberOf(schema, 1.5);
    case 'boolean': return true;
    case 'null': return null;
    default: return textOf(schema);
  }
}

function guessedType(schema) {
  return schema.properties || schema.additionalProperties ? 'object' : schema.items ? 'array' : 'string';
}

function objectOf(description, schema, full, depth) {
  const required = schema.required ?? [];
  const names = Object.keys(schema.properties ?? {}).filter((name) => {
    const property = resolve(description, schema.properties[name]);
    return !property?.readOnly && (required.includes(name) || (full && depth < 2));
  });
  // of what is required in alternatives the first one is given
  const choice = (schema.oneOf ?? schema.anyOf)?.[0]?.required ?? [];
  names.push(...choice.filter((name) => !names.includes(name) && schema.properties[name]));
  return depth > MOST_DEEP ? {}
    : Object.fromEntries(names.map((name) => [name, valueOf(description, schema.properties[name], full, depth + 1)]));
}

function arrayOf(description, schema, full, depth) {
  const item = valueOf(description, schema.items ?? {}, full, depth + 1);
  const length = Math.max(schema.minItems ?? 0, Math.min(1, schema.maxItems ?? 1));
  return Array.from({ length }, (_, index) => (index > 0 && typeof item === 'string' ? `${item}${index}` : item));
}

function numberOf(schema, usual) {
  const least = typeof schema.exclusiveMinimum === 'number' ? schema.exclusiveMinimum + 1 : schema.minimum ?? usual;
  return Math.min(Math.max(least, usual), schema.maximum ?? Infinity);
}

function textOf(schema) {
  const text = (schema.pattern && textMatching(schema.pattern)) ?? FORMATS[schema.format] ?? 'words';
  return text.padEnd(schema.minLength ?? 0, 'x').slice(0, schema.maxLength ?? Infinity);
}

/** A schema with what it refers to and all that must hold together in one. */
function merged(description, declared) {
  const schema = resolve(description, declared) ?? {};
  if (!schema.allOf) {
    return schema;
  }
  const { allOf, ...own } = schema;
  return [...allOf, own].reduce((into, part) => {
    const more = merged(description, part);
    const both = { ...into, ...JSON.parse(JSON.stringify(more)) };
    both.required = [...new Set([...(into.required ?? []), ...(more.required ?? [])])];
    if (into.properties || more.properties) {
      both.properties = { ...into.properties, ...more.properties };
    }
    return both;
  }, {});
}

/** The fields that the schema of a sample's body declares, by name. */
export function fieldsOf(description, operation, { mediaType }) {
  return merged(description, operation.body?.content?.[mediaType]?.schema).properties ?? {};
}

/** The same with one thing wrong, where there is something that can be: text for a number, or a field that is missing. */
export function spoiled(description, operation, sample) {
  const wrong = structuredClone(sample);
  const number = operation.parameters.find((parameter) => sample.payload[parameter.in]?.[parameter.name] !== undefined
    && ['integer', 'number', 'boolean'].includes(resolve(description, parameter.schema)?.type));
  if (number) {
    wrong.payload[number.in][number.name] = 'not so';
    return wrong;
  }
  const body = merged(description, operation.body?.content?.[sample.mediaType]?.schema);
  const missing = (body.required ?? []).find((name) => wrong.payload.body?.[name] !== undefined && body.properties?.[name]?.const === undefined);
  if (missing === undefined) {
    return undefined;
  }
  delete wrong.payload.body[missing];
  return wrong;
}
