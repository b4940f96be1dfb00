import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createTcpServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { afterEach, expect, it } from 'vitest';
import { lookupPublic, type Resolve } from '../../../services/aggregator/deliver/resolve-public.ts';
import { createWebhookSender } from '../../../services/aggregator/deliver/send-webhook.ts';
import { PAUSES } from '../../../services/aggregator/deliver/settle-delivery.ts';

const SECRETS = [`whsec_${'a'.repeat(32)}`, `whsec_${'b'.repeat(32)}`];
const servers: { close(): unknown }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

interface Received {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** A receiver that answers as told, and what it has received. */
async function receiver(answer: (path: string) => { status: number; location?: string; size?: number }) {
  const received: Received[] = [];
  const server: Server = createServer((request, response) => {
    const path = request.url ?? '';
    void text(request).then((body) => {
      received.push({ path, headers: request.headers as Record<string, string>, body });
      const { status, location, size = 0 } = answer(path);
      response.writeHead(status, location === undefined ? {} : { location });
      response.end('x'.repeat(size));
    });
  });
  servers.push(server);
  return { received, port: await portOf(server) };
}

function portOf(server: Server | ReturnType<typeof createTcpServer>): Promise<number> {
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  );
}

const message = (url: string) => ({ url, secrets: SECRETS, id: 'event-1', body: '{"type":"webhook.test"}' });
const running = AbortSignal.timeout(60_000);

it('signs what it sends with every secret, anew at each attempt, under the same id', async () => {
  const { received, port } = await receiver(() => ({ status: 204 }));
  const send = createWebhookSender({ allowPrivate: true });
  expect(await send(message(`http://127.0.0.1:${port}/in`), running)).toEqual({ status: 204 });
  const [first] = received;
  for (const secret of SECRETS)
    expect(new Webhook(secret).verify(first?.body ?? '', first?.headers ?? {})).toEqual({
      type: 'webhook.test',
    });
  expect(() =>
    new Webhook(`whsec_${'c'.repeat(32)}`).verify(first?.body ?? '', first?.headers ?? {}),
  ).toThrow();
  expect(first?.headers).toMatchObject({ 'webhook-id': 'event-1', 'content-type': 'application/json' });
});

it.each([
  [200, { status: 200 }],
  [302, { status: 302, error: 'redirect' }],
  [307, { status: 307, error: 'redirect' }],
  [404, { status: 404, error: 'status' }],
  [410, { status: 410, error: 'gone', isFinal: true }],
  [503, { status: 503, error: 'status' }],
])('an answer of %i is %o, and no redirect is followed', async (status, outcome) => {
  const elsewhere = await receiver(() => ({ status: 200 }));
  const { port } = await receiver(() => ({
    status,
    location: `http://127.0.0.1:${elsewhere.port}/secret`,
    size: 10_000_000,
  }));
  const send = createWebhookSender({ allowPrivate: true });
  expect(await send(message(`http://127.0.0.1:${port}/`), running)).toEqual(outcome);
  expect(elsewhere.received).toEqual([]);
});

it('a receiver that takes the connection and says nothing is left after a while', async () => {
  const silent = createTcpServer(() => undefined);
  servers.push(silent);
  const send = createWebhookSender({ allowPrivate: true, answerWithinMs: 200 });
  expect(await send(message(`http://127.0.0.1:${await portOf(silent)}/`), running)).toEqual({
    error: 'timeout',
  });
});

it('and a receiver that is not there, or whose name is nobody’s, is said to be that', async () => {
  const send = createWebhookSender({ allowPrivate: true, resolve: async () => [] });
  expect(await send(message('http://127.0.0.1:1/'), running)).toEqual({ error: 'not-connected' });
  expect(await send(message('http://hooks.example.com/'), running)).toEqual({ error: 'name-not-found' });
});

/** Counts connections, whatever they are. */
async function listener() {
  let connections = 0;
  const server = createTcpServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  servers.push(server);
  return { port: await portOf(server), connections: () => connections };
}

const answers =
  (...addresses: string[]): Resolve =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

it.each([
  ['a name that leads to loopback', answers('127.0.0.1')],
  ['a name of which one address is private', answers('8.8.8.8', '127.0.0.1')],
  ['a name that leads to mapped loopback', answers('::ffff:127.0.0.1')],
  ['a name that leads to a cloud’s metadata', answers('169.254.169.254')],
])('nothing is connected to for %s', async (_what, resolve) => {
  const { port, connections } = await listener();
  const send = createWebhookSender({ allowPrivate: false, resolve, answerWithinMs: 2_000 });
  expect(await send(message(`https://hooks.example.com:${port}/`), running)).toEqual({
    error: 'address-not-allowed',
  });
  expect(connections()).toBe(0);
});

it.each(['https://127.0.0.1', 'https://[::ffff:7f00:1]', 'http://hooks.example.com'])(
  'nothing is connected to at %s, where nothing is looked up',
  async (origin) => {
    const { port, connections } = await listener();
    const send = createWebhookSender({ allowPrivate: false, resolve: answers('8.8.8.8') });
    expect(await send(message(`${origin}:${port}/`), running)).toEqual({ error: 'address-not-allowed' });
    expect(connections()).toBe(0);
  },
);

it('a socket gets the very addresses that were looked at, however the name answers a moment later', async () => {
  let asked = 0;
  const lookup = lookupPublic(async () => {
    asked += 1;
    return [{ address: asked === 1 ? '8.8.8.8' : '127.0.0.1', family: 4 }];
  });
  const found = await new Promise((resolve) =>
    lookup('hooks.example.com', { all: true }, (error, addresses) => resolve(error ?? addresses)),
  );
  expect({ asked, found }).toEqual({ asked: 1, found: [{ address: '8.8.8.8', family: 4 }] });
});

it('breaks off when the service stops, which is no outcome', async () => {
  const silent = createTcpServer(() => undefined);
  servers.push(silent);
  const stopping = new AbortController();
  const send = createWebhookSender({ allowPrivate: true });
  const sent = send(message(`http://127.0.0.1:${await portOf(silent)}/`), stopping.signal);
  stopping.abort();
  await expect(sent).rejects.toThrow();
});

it('is tried for a day, after pauses that grow', () => {
  expect(PAUSES.reduce((sum, pause) => sum + pause, 0)).toBe(24 * 60 * 60);
  expect([...PAUSES].toSorted((a, b) => a - b)).toEqual(PAUSES);
});
