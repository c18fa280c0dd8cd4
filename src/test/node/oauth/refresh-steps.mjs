// The steps of a refresh: where each passes by what is behind the service, and what comes of a process that dies there.
const STATE = /left join connector_service\.oauth_connections/;
const LEASE = /insert into connector_service\.oauth_connections .*refreshing_by/;
const NOTED = /insert into connector_service\.oauth_connections .*status = 'connected'/;
const EVENT = /insert into connector_service\.connector_events/;
const RELEASE = /set refreshing_by = null/;

const statement = (when, text, nth = 1) => ({ place: 'database', nth,
  fits: (connector) => (it) => it.when === when && text.test(it.sql) && it.binds(connector.id) });
// a commit binds nothing; the statement before it in its session does
const commit = (when, text) => ({ place: 'database', nth: 1,
  fits: (connector) => (it) => it.when === when && /^commit$/i.test(it.sql) && text.test(it.before.sql) && it.before.binds(connector.id) });
export const stored = (when, method, nth = 1) => ({ place: 'vault', nth,
  fits: (connector) => (it) => it.when === when && it.method === method && it.path.includes(connector.id) });
export const asked = (step) => ({ place: 'provider', nth: 1, fits: (connector) => (it) => it.step === step && it.family === connector.family });

// token calls: of the victim and of who recovers
const NOTHING_ASKED = { calls: 1, grants: 1 };
const ASKED_IN_VAIN = { calls: 2, grants: 1 };
const GRANTED_AND_NOT_STORED = { calls: 2, grants: 2, isLostWithoutGrace: true };
const STORED = { calls: 1, grants: 1 };

export const steps = [
  ['state read, before', statement('before', STATE), NOTHING_ASKED],
  ['state read, after', statement('after', STATE), NOTHING_ASKED],
  ['token read, before', stored('before', 'GET'), NOTHING_ASKED],
  ['token read, after', stored('after', 'GET'), NOTHING_ASKED],
  ['lease, before', statement('before', LEASE), NOTHING_ASKED],
  ['lease, before its commit', commit('before', LEASE), NOTHING_ASKED],
  ['lease, after its commit', commit('after', LEASE), NOTHING_ASKED],
  ['second look at the state, before', statement('before', STATE, 2), NOTHING_ASKED],
  ['second look at the state, after', statement('after', STATE, 2), NOTHING_ASKED],
  ['second look at the token, before', stored('before', 'GET', 2), NOTHING_ASKED],
  ['second look at the token, after', stored('after', 'GET', 2), NOTHING_ASKED],
  ['token call, before rotation', asked('call'), ASKED_IN_VAIN],
  ['token call, after rotation', asked('answer'), GRANTED_AND_NOT_STORED],
  ['token call, half an answer', asked('half'), GRANTED_AND_NOT_STORED],
  ['store write, before', stored('before', 'POST'), GRANTED_AND_NOT_STORED],
  ['store write, after', stored('after', 'POST'), STORED],
  ['status write, before', statement('before', NOTED), STORED],
  ['status write, after', statement('after', NOTED), STORED],
  ['event, before', statement('before', EVENT), STORED],
  ['event, after', statement('after', EVENT), STORED],
  ['lease release, before', statement('before', RELEASE), STORED],
  ['lease release, after', statement('after', RELEASE), STORED],
].map(([name, at, outcome]) => ({ name, at, ...outcome }));
