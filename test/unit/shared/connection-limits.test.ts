import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { allowLongBody } from '#shared/http/body-deadline.ts';
import type { HttpServer } from '#shared/http/http-server.ts';
import { createTestHttpServer } from '../../support/http-server.ts';

const LIMITS = { headMs: 200, bodyMs: 200, connections: 5 };
/** The longest that a connection may take to be closed here; without a limit it never is. */
const SOON_MS = 4_000;

let server: HttpServer;
let port: number;
const sockets: Socket[] = [];

beforeEach(async () => {
  server = createTestHttpServer({
    limits: LIMITS,
    routes: (app) => {
      app.post('/read', (request, response) => void request.resume().on('end', () => response.end('read')));
      app.post('/upload', (request, response) => {
        allowLongBody(request);
        request.once('end', () => response.end('uploaded')).resume();
      });
      app.post('/upload-refused', (request, response) => {
        allowLongBody(request);
        response.status(401).end();
      });
    },
  });
  port = await server.start();
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await server.stop(0);
});

/** Sends `head`, then a byte every few milliseconds for as long as the connection lives. */
function drip(head: string, bytes = Number.POSITIVE_INFINITY): { answer: Promise<string>; socket: Socket } {
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  let text = '';
  let sent = 0;
  socket.on('data', (chunk) => {
    text += chunk;
  });
  socket.on('error', () => undefined);
  socket.write(head);
  const timer = setInterval(() => {
    if (sent < bytes) socket.write('x');
    sent += 1;
  }, 20);
  const answer = new Promise<string>((resolve, reject) => {
    const deadline = setTimeout(() => reject(new Error(`still open after: ${text}`)), SOON_MS);
    socket.once('close', () => {
      clearTimeout(deadline);
      clearInterval(timer);
      resolve(text);
    });
  });
  return { answer, socket };
}

function head(line: string, length: number): string {
  return `${line} HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n\r\n`;
}

it.each([
  ['an address that needs none', 'GET /healthz', 1_000, '200'],
  ['an address that needs none, in chunks', 'GET /healthz', undefined, '200'],
  ['an address that reads it', 'POST /read', 1_000, '408'],
  ['an address that reads a long one', 'POST /read', 1_000_000, '408'],
  ['an upload that was refused', 'POST /upload-refused', 1_000, '401'],
])('a body that drips to %s ends with its connection', async (_name, line, length, status) => {
  const start =
    length === undefined
      ? `${line} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n`
      : head(line, length);
  expect(await drip(start).answer).toMatch(new RegExp(`^HTTP/1.1 ${status}`));
});

it('an upload may take longer', async () => {
  const { answer, socket } = drip(head('POST /upload', 40), 40);
  socket.on('data', () => socket.end());
  expect(await answer).toContain('uploaded');
});

it.each([
  ['nothing at all', ''],
  ['a head without an end', 'GET /healthz HTTP/1.1\r\nHost: '],
])('a connection with %s is closed', async (_name, start) => {
  const { answer } = start === '' ? drip(start, 0) : drip(start);
  expect(await answer).toMatch(/^(HTTP\/1.1 408|$)/);
});

it('a connection beyond the most is closed at once, and the others stay', async () => {
  const held = Array.from({ length: LIMITS.connections }, () => drip(head('POST /upload', 1_000)));
  await Promise.all(held.map(({ socket }) => new Promise((resolve) => socket.once('connect', resolve))));
  expect(await drip('').answer).toBe('');
  for (const { socket } of held) expect(socket.destroyed).toBe(false);
  for (const { socket } of held) socket.destroy();
  await Promise.all(held.map(({ answer }) => answer));
});
