import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createIngestProxy } from '../../../services/portal/http/ingest-proxy.ts';
import { createTestHttpServer } from '../../support/http-server.ts';
import { rawExchange } from '../../support/raw-exchange.ts';

const LIMITS = { bytes: 4_096, milliseconds: 300 };
const cleanUps: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

async function listen(answer: RequestListener): Promise<string> {
  const server: Server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanUps.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A portal as it is mounted in the service, in front of `ingest`. */
async function portalOf(ingest: RequestListener): Promise<string> {
  const proxy = createIngestProxy(await listen(ingest), LIMITS);
  const server = createTestHttpServer({
    routes: (app) => void app.post('/api/imports', (request, response) => proxy.pass(request, response)),
  });
  const port = await server.start();
  cleanUps.push(async () => {
    proxy.close();
    await server.stop(0);
  });
  return `http://127.0.0.1:${port}`;
}

describe('the portal in front of ingest', () => {
  it.each([
    ['a whole address', (internal: string) => `${internal}/api/imports`],
    ['a host without a scheme', (internal: string) => `${internal.replace('http:', '')}/api/imports`],
    ['a whole address in capitals', (internal: string) => `${internal.replace('http', 'HTTP')}/api/imports`],
  ])('calls no other server when the target is %s', async (_name, targetFor) => {
    const calls: string[] = [];
    const answer: RequestListener = (request, response) => {
      calls.push(request.url ?? '');
      response.end('secret');
    };
    const internal = await listen(answer);
    const portal = await portalOf(answer);
    const { status, text } = await rawExchange(portal, [
      `POST ${targetFor(internal)} HTTP/1.1`,
      'Host: x',
      'Connection: close',
      'Content-Length: 0',
    ]);
    expect(status).toBe(400);
    expect(text).toContain('"code":"invalid-parameter"');
    expect(text).not.toContain('secret');
    expect(calls).toEqual([]);
  });

  it('passes on the headers that ingest and the client need, and no others', async () => {
    let received: IncomingHttpHeaders = {};
    const portal = await portalOf((request, response) => {
      received = request.headers;
      response.setHeader('Location', '/api/imports/1');
      response.setHeader('Content-Language', 'es');
      response.setHeader('Vary', 'Accept-Language, Cookie');
      response.setHeader('Set-Cookie', 'lms_session=planted');
      response.setHeader('Access-Control-Allow-Origin', '*');
      response.end('{}');
    });
    const response = await fetch(`${portal}/api/imports?type=courses`, {
      method: 'POST',
      headers: {
        authorization: 'Bearer x',
        'idempotency-key': 'k',
        'accept-language': 'es',
        'x-internal-role': 'admin',
      },
      body: 'x',
    });
    expect(await response.text()).toBe('{}');
    expect(received).toMatchObject({
      authorization: 'Bearer x',
      'idempotency-key': 'k',
      'accept-language': 'es',
      'content-length': '1',
    });
    expect(received).not.toHaveProperty('x-internal-role');
    expect(response.headers.get('location')).toBe('/api/imports/1');
    expect(response.headers.get('content-language')).toBe('es');
    expect(response.headers.get('vary')).toBe('Accept-Language, Cookie');
    expect(response.headers.has('set-cookie')).toBe(false);
    expect(response.headers.has('access-control-allow-origin')).toBe(false);
  });

  it.each<[string, RequestListener]>([
    ['larger than any of ingest', (_request, response) => void response.end('x'.repeat(LIMITS.bytes + 1))],
    ['slower than any of ingest', (_request, response) => void response.write('x')],
  ])('gives up an answer that is %s', async (_name, ingest) => {
    const portal = await portalOf(ingest);
    const response = await fetch(`${portal}/api/imports`, { method: 'POST' });
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ code: 'unavailable' });
  });
});
