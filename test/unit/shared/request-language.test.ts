import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Refusal } from '#shared/http/refusal.ts';
import { answerLanguage, askedLanguage, requestLanguage } from '#shared/http/request-language.ts';
import { message } from '#shared/texts/texts-of.ts';
import { createTestHttpServer } from '../../support/http-server.ts';

const server = createTestHttpServer({
  routes: (app) => {
    app.get('/language', (request, response) => void response.send(requestLanguage(request)));
    app.get('/asked', (request, response) => void response.json(askedLanguage(request) ?? null));
    app.get('/refused', () => {
      throw new Refusal('too-many-rows', message('problems.too-many-rows', { most: 1_234_567.5 }));
    });
    app.get('/malformed', (_request, response) => {
      answerLanguage(response);
      throw new Refusal('invalid-parameter', 'limit must be a number.');
    });
  },
});
let origin: string;

beforeAll(async () => {
  origin = `http://127.0.0.1:${await server.start()}`;
});
afterAll(() => server.stop(1_000));

function get(path: string, headers: Record<string, string>): Promise<Response> {
  return fetch(origin + path, { headers });
}

describe('the language of a request', () => {
  it.each([
    ['a program that names none', {}, 'en'],
    ['one that is accepted', { 'accept-language': 'es' }, 'es'],
    ['one of a country', { 'accept-language': 'es-AR' }, 'es'],
    ['the first that there are texts in', { 'accept-language': 'de-DE, de, es, en' }, 'es'],
    ['the one of the greatest quality', { 'accept-language': 'es;q=0.4, en;q=0.8' }, 'en'],
    ['one that is not refused', { 'accept-language': 'en;q=0, es;q=0.1' }, 'es'],
    ['none that there are texts in', { 'accept-language': 'de, fr;q=0.5' }, 'en'],
    ['any', { 'accept-language': '*' }, 'en'],
    ['any but one that is liked better', { 'accept-language': 'es, *;q=0.5' }, 'es'],
    ['nothing', { 'accept-language': '' }, 'en'],
    ['no languages', { 'accept-language': ';;q=, =1 --; zz;q=x' }, 'en'],
    ['a choice on the pages', { cookie: 'language=es', 'accept-language': 'en' }, 'es'],
    ['a choice among other cookies', { cookie: 'a=b; language=en', 'accept-language': 'es' }, 'en'],
    ['a choice that there is none of', { cookie: 'language=tlh', 'accept-language': 'es' }, 'es'],
  ])('%s', async (_, headers: Record<string, string>, language) => {
    // Of a language that is left out, fetch would send one of its own.
    const answer = await get('/language', { 'accept-language': '', ...headers });
    expect(await answer.text()).toBe(language);
  });
});

it('is not known of who wants none that there are texts in', async () => {
  const asked = async (language: string) => (await get('/asked', { 'accept-language': language })).json();
  expect(await asked('de, fr;q=0.5')).toBeNull();
  expect(await asked('de, es;q=0.5')).toBe('es');
});

describe('a refusal', () => {
  it.each([
    ['en', 'The file has more than 1,234,567.5 records, the most that a file with its columns may have.'],
    ['es', 'El archivo tiene más de 1.234.567,5 registros, el máximo para un archivo con sus columnas.'],
  ])('is said in the language of the request: %s', async (language, detail) => {
    const answer = await get('/refused', { 'accept-language': language });
    expect(answer.headers.get('content-language')).toBe(language);
    expect(answer.headers.get('vary')).toBe('Accept-Language, Cookie');
    expect(await answer.json()).toMatchObject({ code: 'too-many-rows', status: 413, detail });
  });

  it('is English in logs, and where a program does not keep to the interface', async () => {
    const { message: logged } = new Refusal('not-found', message('problems.no-such-import'));
    expect(logged).toBe('There is no such import.');
    const answer = await get('/malformed', { 'accept-language': 'es' });
    expect(answer.headers.get('content-language')).toBeNull();
    expect(await answer.json()).toMatchObject({ detail: 'limit must be a number.' });
  });
});
