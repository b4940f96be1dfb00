import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import express from 'express';
import { afterEach, expect, it } from 'vitest';
import { sendStream } from '../../../services/portal/http/download.ts';

const STALLED_MS = 400;
const PIECE = Buffer.alloc(64 * 1024);

let server: Server | undefined;
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve));
});

/** Starts a download of `source`; resolves with the answer, unread, and with how the download ended. */
async function download(source: Readable): Promise<{ answer: IncomingMessage; ended: Promise<void> }> {
  const ended = Promise.withResolvers<void>();
  const app = express();
  app.get('/', (_request, response) => {
    sendStream(response, source, STALLED_MS).then(ended.resolve, ended.reject);
  });
  server = createServer(app);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const answer = await new Promise<IncomingMessage>((resolve) => get({ port, host: '127.0.0.1' }, resolve));
  answer.on('error', () => undefined);
  return { answer, ended: ended.promise };
}

it('a download of which nobody takes a byte ends, and its source with it', async () => {
  const source = new Readable({
    read() {
      this.push(PIECE);
    },
  });
  const { ended } = await download(source);
  await ended;
  expect(source.destroyed).toBe(true);
});

it('a source that is slower than that is waited for', async () => {
  async function* slowly(): AsyncGenerator<string> {
    yield 'a';
    await new Promise((resolve) => setTimeout(resolve, 3 * STALLED_MS));
    yield 'b';
  }
  const { answer, ended } = await download(Readable.from(slowly()));
  let text = '';
  for await (const chunk of answer) text += chunk;
  await ended;
  expect(text).toBe('ab');
});
