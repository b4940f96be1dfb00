import { afterEach, expect, it } from 'vitest';
import { LmsError } from '#shared/errors.ts';
import type { HttpServer } from '#shared/http/http-server.ts';
import { createTestHttpServer } from '../../support/http-server.ts';

const NO_GRACE_MS = 0;
let server: HttpServer | undefined;
afterEach(() => server?.stop(NO_GRACE_MS));

async function statusOf(checkAlive?: () => void): Promise<number> {
  server = createTestHttpServer({
    ...(checkAlive === undefined ? {} : { checkAlive }),
  });
  const port = await server.start();
  return (await fetch(`http://127.0.0.1:${port}/healthz`)).status;
}

it('answers 200 as long as the process works, and for a service that does not check', async () => {
  expect(await statusOf()).toBe(200);
  expect(await statusOf(() => undefined)).toBe(200);
});

it('answers 503 when the process should be started again', async () => {
  const status = await statusOf(() => {
    throw new LmsError('unavailable', 'nothing has succeeded for long', { retryable: true });
  });
  expect(status).toBe(503);
});
