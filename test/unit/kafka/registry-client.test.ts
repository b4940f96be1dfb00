import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { registerSchema, registryAddress } from '#shared/kafka/avro/registry-client.ts';

/** What the registry answers to a call; the real one is in `test/integration`. */
let answers: Record<string, readonly [status: number, body: object | string]> = {};
const calls: { call: string; authorization: string | undefined; body: unknown }[] = [];
let server: Server;
let url = '';

beforeAll(async () => {
  server = createServer((request, response) => {
    text(request).then((sent) => {
      const call = `${request.method} ${request.url}`;
      const { authorization } = request.headers;
      calls.push({ call, authorization, body: sent === '' ? undefined : JSON.parse(sent) });
      const [status, body] = answers[call] ?? [404, { error_code: 40408 }];
      response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
    }, response.destroy);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://hr:p%40ss@127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  answers = {
    'GET /config/a.B': [200, { compatibilityLevel: 'BACKWARD' }],
    'POST /subjects/a.B/versions': [200, { id: 7 }],
    'PUT /config/a.B': [200, { compatibility: 'BACKWARD' }],
  };
  calls.length = 0;
});
const register = () => registerSchema(registryAddress(url), 'a.B', '"string"');

it('a schema is registered, and the first one of a subject makes it compatible BACKWARD', async () => {
  expect(await register()).toBe(7);
  expect(calls.map(({ call }) => call)).toEqual(['GET /config/a.B', 'POST /subjects/a.B/versions']);
  delete answers['GET /config/a.B'];
  calls.length = 0;
  expect(await register()).toBe(7);
  const authorization = `Basic ${btoa('hr:p@ss')}`;
  expect(calls).toEqual([
    { call: 'GET /config/a.B', authorization, body: undefined },
    { call: 'POST /subjects/a.B/versions', authorization, body: { schema: '"string"' } },
    { call: 'PUT /config/a.B', authorization, body: { compatibility: 'BACKWARD' } },
  ]);
});

it('a subject of another compatibility is left alone', async () => {
  answers['GET /config/a.B'] = [200, { compatibilityLevel: 'NONE' }];
  await expect(register()).rejects.toMatchObject({
    code: 'configuration',
    retryable: false,
    message: 'The registry has the compatibility NONE for a.B, and it must be BACKWARD: set it there',
  });
  expect(calls).toHaveLength(1);
});

it.each([401, 403, 404, 409, 422])('what the registry refuses is not tried again (%d)', async (status) => {
  answers['POST /subjects/a.B/versions'] = [status, { error_code: 1, message: 'because' }];
  await expect(register()).rejects.toMatchObject({
    code: 'configuration',
    retryable: false,
    message: expect.stringMatching(new RegExp(`^Schema a.B cannot be registered: ${status} .*because`)),
  });
});

it.each([
  ['an error', 500, 'no'],
  ['too many calls', 429, 'later'],
  ['a page', 200, '<html>'],
  ['no id', 200, {}],
] as const)('what passes is tried again: %s', async (_, status, body) => {
  answers['POST /subjects/a.B/versions'] = [status, body];
  await expect(register()).rejects.toMatchObject({ code: 'unavailable', retryable: true });
});
