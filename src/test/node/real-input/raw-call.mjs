// Makes a call of a payload by itself, knowing nothing of the service: what the payload means by OpenAPI.

/** Sends it to a mock, and gives back the status and the text of the answer. */
export async function sendRaw(url, operation, { payload, mediaType }, headers) {
  const body = mediaType === undefined ? undefined : bodyOf(mediaType, payload.body);
  const response = await fetch(url + pathOf(operation, payload) + queryOf(operation, payload), {
    method: operation.method, redirect: 'manual', body,
    headers: { ...headers, ...headersOf(payload), ...(body === undefined || body instanceof FormData ? {} : { 'content-type': mediaType }) },
  });
  return { status: response.status, text: await response.text() };
}

function pathOf(operation, payload) {
  return operation.path.split('#')[0].replace(/\{([^{}]+)\}/g, (_, name) => [payload.path?.[name]].flat().map(encodeURIComponent).join(','));
}

function queryOf(operation, payload) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(payload.query ?? {})) {
    const { style = 'form', explode = style === 'form' } = operation.parameters.find((one) => one.in === 'query' && one.name === name);
    pairs(name, value, style, explode).forEach(([key, text]) => query.append(key, text));
  }
  return query.size > 0 ? `?${query}` : '';
}

function pairs(name, value, style, explode) {
  if (style === 'deepObject' || (value !== null && typeof value === 'object' && !Array.isArray(value))) {
    return Object.entries(value).map(([key, item]) => [style === 'deepObject' ? `${name}[${key}]` : key, item]);
  }
  return explode ? [value].flat().map((item) => [name, text(item)]) : [[name, [value].flat().map(text).join(',')]];
}

function text(value) {
  return value !== null && typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function headersOf(payload) {
  return Object.fromEntries(Object.entries(payload.header ?? {}).map(([name, value]) => [name, text(value)]));
}

function bodyOf(mediaType, body) {
  if (mediaType.includes('json')) {
    return JSON.stringify(body);
  }
  if (!mediaType.includes('form')) {
    return String(body);
  }
  const form = mediaType.startsWith('multipart') ? new FormData() : new URLSearchParams();
  Object.entries(body).forEach(([name, value]) => [value].flat().forEach((item) => form.append(name, text(item))));
  return form;
}
