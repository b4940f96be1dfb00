import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createObjectStore, type ObjectStore } from '#shared/object-store/object-store.ts';

let server: Server;
let asked = 0;

afterEach(async () => {
  server.closeAllConnections();
  server.close();
});

/** A store whose server answers every call in one way. */
async function storeThat(answers: RequestListener): Promise<ObjectStore> {
  asked = 0;
  server = createServer((request, response) => {
    asked += 1;
    answers(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return createObjectStore({
    S3_ENDPOINT: `http://127.0.0.1:${port}`,
    S3_ACCESS_KEY: 'key',
    S3_SECRET_KEY: 'secret',
    S3_BUCKET: 'files',
    S3_REGION: 'us-east-1',
  });
}

const status =
  (code: number, body = ''): RequestListener =>
  (_request, response) => {
    response.statusCode = code;
    response.end(body);
  };
const errorBody = (code: string) =>
  `<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message></Error>`;
const failure = (store: ObjectStore) => store.read('a').catch((error: unknown) => error);

describe('a store that asks for patience', () => {
  it.each([408, 429, 500, 502, 503, 504])(
    'with status %i is asked once more, and is unavailable then',
    async (code) => {
      const store = await storeThat(status(code, '<html>busy</html>'));
      expect(await failure(store)).toMatchObject({
        code: 'unavailable',
        retryable: true,
        server: 'object-store',
        message: `Object a cannot be read: the store answers ${code}`,
      });
      expect(asked).toBe(2);
    },
  );

  it.each(['SlowDown', 'RequestTimeout', 'OperationAborted'])(
    'with the code %s is unavailable',
    async (code) => {
      const store = await storeThat(status(400, errorBody(code)));
      expect(await failure(store)).toMatchObject({ code: 'unavailable', retryable: true });
      expect(asked).toBe(2);
    },
  );

  it('once only is not noticed', async () => {
    const store = await storeThat((request, response) => status(asked === 1 ? 503 : 200)(request, response));
    await store.check();
    expect(asked).toBe(2);
  });

  it('by breaking off is unavailable', async () => {
    const store = await storeThat((request) => request.socket.resetAndDestroy());
    expect(await failure(store)).toMatchObject({ code: 'unavailable', retryable: true });
  });
});

it.each([
  [403, 'AccessDenied'],
  [403, 'SignatureDoesNotMatch'],
  [404, 'NoSuchBucket'],
  [400, 'InvalidRequest'],
])('a store that refuses with %i %s is not asked again', async (code, name) => {
  const store = await storeThat(status(code, errorBody(name)));
  expect(await failure(store)).toMatchObject({
    code: 'unexpected',
    retryable: false,
    server: 'object-store',
    message: 'Object a cannot be read: no',
  });
  expect(asked).toBe(1);
});

it('an object that is not there is missing, not a failure of the store', async () => {
  const store = await storeThat(status(404, errorBody('NoSuchKey')));
  expect(await failure(store)).toMatchObject({ code: 'missing', retryable: false });
});

it('a defect of what is written passes as it is', async () => {
  const store = await storeThat(status(200));
  // biome-ignore lint/correctness/useYield: it fails before its first piece
  async function* broken(): AsyncGenerator<Buffer> {
    throw new TypeError('x is not a function');
  }
  await expect(store.write('a', broken())).rejects.toThrow(TypeError);
});
