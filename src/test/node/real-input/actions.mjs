import assert from 'node:assert/strict';
import { call } from '../process/service.mjs';

/** Every action of a connector, page by page. */
export async function actionsOf(service, id) {
  const actions = [];
  for (let total = 1; actions.length < total;) {
    const page = await call(service, 'GET', `/${id}/actions?offset=${actions.length}&limit=100`);
    assert.equal(page.status, 200, page.text.slice(0, 1000));
    assert.ok(page.body.data.length > 0);
    actions.push(...page.body.data);
    total = page.body.pagination.total;
  }
  return actions;
}
