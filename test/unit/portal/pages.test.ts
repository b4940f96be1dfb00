import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { brotliCompressSync } from 'node:zlib';
import express from 'express';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { mountPages } from '../../../services/portal/http/pages.ts';

const SCRIPT = 'export const answer = 42;'.repeat(50);
const COMPRESSED = brotliCompressSync(SCRIPT);
const FOREVER = 'public, max-age=31536000, immutable';
let root = '';
let server: Server;

beforeAll(async () => {
  root = `${await mkdtemp(join(tmpdir(), 'pages-'))}/`;
  await mkdir(join(root, 'assets'));
  await writeFile(join(root, 'index.html'), '<!doctype html>');
  await writeFile(join(root, 'favicon.svg'), '<svg/>');
  await writeFile(join(root, 'assets/app-1.js'), SCRIPT);
  await writeFile(join(root, 'assets/app-1.js.br'), COMPRESSED);
  await writeFile(join(root, 'assets/small-1.js'), '1');
  const app = express();
  mountPages(app, root);
  await new Promise<void>((resolve) => {
    server = app.listen(0, '127.0.0.1', () => resolve());
  });
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await rm(root, { recursive: true });
});

/** As `fetch`, which would decode the body and cannot ask for what it does not read itself. */
async function get(path: string, encoding = 'gzip, deflate, br') {
  const { port } = server.address() as AddressInfo;
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  request({ port, path, headers: { 'accept-encoding': encoding } }, resolve)
    .on('error', reject)
    .end();
  const response = await promise;
  const body = await text(response.setEncoding('latin1'));
  const {
    vary,
    'content-encoding': encoded,
    'cache-control': cached,
    'content-type': type,
  } = response.headers;
  return { status: response.statusCode, body, encoded, vary, cached, type };
}

it('scripts are served as they were compressed, to those that read that', async () => {
  const type = expect.stringMatching(/^text.javascript; charset=utf-8$/i);
  const vary = 'Accept-Encoding';
  expect(await get('/assets/app-1.js')).toEqual({
    ...{ status: 200, body: COMPRESSED.toString('latin1'), encoded: 'br', vary, cached: FOREVER, type },
  });
  const plain = { status: 200, body: SCRIPT, encoded: undefined, vary, cached: FOREVER, type };
  expect(await get('/assets/app-1.js', 'gzip')).toEqual(plain);
  expect(await get('/assets/app-1.js', 'br;q=0, gzip')).toEqual(plain);
  expect(await get('/assets/small-1.js')).toMatchObject({ body: '1', encoded: undefined, cached: FOREVER });
});

it('everything that is no file and no address of programs is the one page', async () => {
  const page = { status: 200, body: '<!doctype html>', cached: 'no-cache' };
  for (const path of ['/', '/admin/import', '/reports?x=1.5', '/api-docs'])
    expect(await get(path)).toMatchObject(page);
  expect(await get('/favicon.svg')).toMatchObject({ status: 200, cached: 'no-cache', type: 'image/svg+xml' });
  for (const path of ['/api', '/api/imports', '/assets/app-2.js', '/assets/../../package.json', '/.env'])
    expect((await get(path)).status).toBe(404);
  expect((await get('/%zz')).status).toBe(400);
});
