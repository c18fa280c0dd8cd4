// Stands before a Postgres on loopback and reads along: a statement can be held before it gets there, or its answer
// on the way back. Statements are known by their text and by the ids bound to them.
import { connect, createServer } from 'node:net';
import { atEnd } from '../process/children.mjs';

const STARTUP_3_0 = 196608;

/** Gives the database's URL as it is through the proxy, which can be cut off. Passes the gate `database` with {when, sql, before, binds}. */
export async function startPostgresProxy(t, url, gates) {
  const { hostname, port } = new URL(url);
  const sockets = new Set();
  let isDown = false;
  const cut = () => sockets.forEach((socket) => socket.destroy());
  const proxy = createServer((client) => {
    if (isDown) return client.destroy();
    const server = connect({ host: hostname, port: Number(port) });
    for (const [one, other] of [[client, server], [server, client]]) {
      sockets.add(one);
      one.on('error', () => {}).once('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
    const session = { statement: made(''), before: made(''), isUp: false };
    Promise.all([ask(client, server, session, gates), answer(server, client, session, gates)]).catch(() => client.destroy());
  });
  await new Promise((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  atEnd(t, () => new Promise((resolve) => {
    proxy.close(resolve);
    cut();
  }));
  const through = new URL(url);
  through.port = String(proxy.address().port);
  return { url: through.href,
    down() {
      isDown = true;
      cut();
    },
    up: () => (isDown = false) };
}

async function ask(client, server, session, gates) {
  for await (const message of messages(client, true)) {
    const type = message.type;
    if (type === 'P' || type === 'Q') {
      session.before = session.statement;
      session.statement = made(text(message));
    }
    if (type === 'B') session.statement.bound = message.bytes;
    if ((type === 'B' || type === 'Q') && (await gates.pass('database', passage('before', session))) === 'drop') return client.destroy();
    server.write(message.bytes);
  }
}

// answers come back as a whole, once the server is ready for the next question
async function answer(server, client, session, gates) {
  let held = [];
  for await (const { type, bytes } of messages(server, false)) {
    held.push(bytes);
    const isReady = type === 'Z';
    if (isReady && session.isUp && (await gates.pass('database', passage('after', session))) === 'drop') return client.destroy();
    session.isUp ||= isReady;
    if (isReady || !session.isUp) {
      client.write(Buffer.concat(held));
      held = [];
    }
  }
}

function made(sql) {
  return { sql, bound: Buffer.alloc(0),
    binds(uuid) {
      return this.bound.includes(Buffer.from(uuid.replaceAll('-', ''), 'hex')) || this.bound.includes(uuid);
    } };
}

function passage(when, { statement, before }) {
  return { when, sql: statement.sql, binds: (uuid) => statement.binds(uuid), before };
}

function text({ type, bytes }) {
  const texts = bytes.subarray(5).toString('utf8').split('\0');
  return (type === 'Q' ? texts[0] : texts[1]).replace(/\s+/g, ' ').trim();
}

/** Splits a stream into messages; what a client says first has no type. */
async function* messages(socket, isClient) {
  let rest = Buffer.alloc(0);
  let typed = isClient ? 0 : 1;
  for await (const chunk of socket) {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= typed + 4) {
      const isRefusal = !isClient && isRefusalOfTls(rest);
      const length = isRefusal ? 1 : typed + rest.readInt32BE(typed);
      if (rest.length < length) break;
      const bytes = rest.subarray(0, length);
      rest = rest.subarray(length);
      yield { type: typed ? String.fromCharCode(bytes[0]) : '', bytes };
      if (typed === 0 && bytes.readInt32BE(4) === STARTUP_3_0) typed = 1;
    }
    if (!isClient && rest.length === 1 && isRefusalOfTls(rest)) {
      yield { type: '', bytes: rest };
      rest = Buffer.alloc(0);
    }
  }
}

// an answer of one byte to the question for encryption, which is no message
function isRefusalOfTls(rest) {
  return rest.length === 1 && rest[0] === 'N'.charCodeAt(0);
}
