import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAddressLimit } from '#shared/http/rate-limit.ts';
import { unavailableRefusal } from '#shared/http/refusal.ts';
import { errorPage } from '../../../services/portal/http/error-page.ts';
import { createTestHttpServer } from '../../support/http-server.ts';

const BROWSER = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };

const server = createTestHttpServer({
  errorPage,
  routes: (app) => {
    app.get('/limited', createAddressLimit(0.1), (_request, response) => void response.json({}));
    app.use('/away', () => {
      throw unavailableRefusal(undefined);
    });
    app.use('/broken', () => {
      throw new Error('secret detail');
    });
  },
});
let origin: string;

beforeAll(async () => {
  origin = `http://127.0.0.1:${await server.start()}`;
});
afterAll(() => server.stop(1_000));

async function textOf(path: string, headers: Record<string, string>, method = 'GET') {
  const answer = await fetch(origin + path, { headers, method });
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
}

test('a person who meets a limit is told when to try again, and a program gets the problem', async () => {
  await textOf('/limited', {});
  const page = await textOf('/limited', BROWSER);
  expect(page).toMatchObject({ status: 429, type: expect.stringContaining('text/html') });
  expect(page.text).toMatch(/One moment, please.*Try again in \d+ seconds/s);
  expect(page.text).toMatch(/http-equiv="refresh" content="\d+;url=\/limited"/);
  for (const accept of ['*/*', 'application/json']) {
    const { type, text } = await textOf('/limited', { accept });
    expect([type, JSON.parse(text)]).toMatchObject([
      expect.stringContaining('application/problem+json'),
      { code: 'too-many-requests' },
    ]);
  }
});

test('a person who meets an outage is led back by the page itself', async () => {
  const { status, text } = await textOf('/away?from="<b>', BROWSER);
  expect(status).toBe(503);
  expect(text).toContain('The LMS is not available at the moment');
  expect(text).toContain('url=/away?from=%22%3Cb%3E"');
  expect((await textOf('/away', BROWSER, 'POST')).type).toContain('application/problem+json');
  expect((await textOf('/away', {})).type).toContain('application/problem+json');
});

test('the page is in the language of the reader, and says so', async () => {
  const answer = await fetch(`${origin}/away`, { headers: { ...BROWSER, 'accept-language': 'es-MX' } });
  expect(answer.headers.get('content-language')).toBe('es');
  expect(answer.headers.get('vary')).toBe('Accept-Language, Cookie');
  const text = await answer.text();
  expect(text).toContain('<html lang="es">');
  expect(text).toContain('El LMS no está disponible en este momento');
  expect(text).toContain('>Sistema de gestión del aprendizaje</p>');
  expect((await textOf('/away', BROWSER)).text).toContain('<html lang="en">');
});

test('an error says nothing of what it is, and any other refusal stays as it is', async () => {
  const { status, text } = await textOf('/broken', BROWSER);
  expect(status).toBe(500);
  expect(text).not.toContain('secret');
  expect(text).not.toContain('refresh');
  expect((await textOf('/nothing', BROWSER)).type).toContain('application/problem+json');
});

test('a page leads to no other site', () => {
  const response = {
    req: { headers: {}, acceptsLanguages: () => false },
    get: () => undefined,
    set: () => response,
    vary: () => response,
  };
  for (const originalUrl of ['//evil.example/', '/\\evil.example']) {
    const request = { method: 'GET', path: '/', originalUrl, accepts: () => 'text/html' };
    expect(errorPage(request as never, response as never, { status: 503 })).toContain('url=/"');
  }
});
