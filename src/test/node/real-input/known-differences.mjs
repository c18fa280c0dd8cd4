// Where the service and Prism judge otherwise, and why that is well so; each with what a try that shows it looks like.

const empty = (value) => value !== undefined && Object.keys(value).length === 0;

export const knownDifferences = [
  { why: 'Prism reads "1" in a path as number and text, so that it matches two schemas of oneOf',
    is: ({ sent, reason }) => sent && /^UNPROCESSABLE_ENTITY: path\.\w+ Request path parameter \w+ must match exactly one schema in oneOf$/.test(reason) },
  { why: 'an example has fields that its schema does not declare: a flat payload has none, the explicit form takes them',
    is: ({ sent, kind, reason }) => !sent && kind === 'full' && allFaults(reason, 'is not a known field') },
  { why: 'an example is a text where its schema wants a list, and Prism reads a list of one',
    is: ({ sent, kind, reason }) => !sent && kind === 'full' && allFaults(reason, 'must be an array') },
  { why: 'Prism takes an empty form for a missing one, and looks for no required fields in it',
    is: ({ sent, kind, sample }) => !sent && kind === 'wrong' && sample.mediaType.includes('form') && empty(sample.payload.body) },
  { why: 'Prism does not take a list of one in a form for a list',
    is: ({ sent, reason, sample }) => sent && sample.mediaType?.includes('urlencoded') && reasons(reason).every((one) => / must be array$/.test(one)) },
  { why: 'Prism does not read objects as JSON in lists of a query, which OpenAPI leaves open',
    is: ({ sent, reason }) => sent && /^UNPROCESSABLE_ENTITY: query\.\w+\.0 Request query parameter \w+\.0 must be object$/.test(reason) },
  { why: 'Prism does not read a part of JSON in a multipart body as JSON',
    is: ({ sent, reason, sample }) => sent && sample.mediaType?.startsWith('multipart') && reasons(reason).every((one) => / must be object$/.test(one)) },
  { why: 'two operations have one method and path but for a fragment, and Prism judges by the other',
    is: ({ sent, operation }) => sent && operation.path.includes('#') },
  { why: 'one part of allOf requires a field that only another part declares, and Prism does not ask for it',
    is: ({ sent, kind, operation }) => !sent && kind === 'wrong' && operation.path === '/sign_requests' },
];

/** Prism's reasons, one a fault. */
function reasons(reason) {
  return reason.replace(/^\w+: /, '').split(',');
}

function allFaults(reason, detail) {
  const faults = JSON.parse(reason);
  return Array.isArray(faults) && faults.length > 0 && faults.every((fault) => fault.detail === detail);
}
