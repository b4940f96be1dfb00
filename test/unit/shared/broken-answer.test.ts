import { afterEach, expect, it, vi } from 'vitest';
import { createTestHttpServer } from '../../support/http-server.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

it('an answer that fails on its way is broken off, and nothing is printed beside the log', async () => {
  // In tests Express prints nothing by itself.
  vi.stubEnv('NODE_ENV', 'production');
  const printed = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const server = createTestHttpServer({
    routes: (app) => {
      app.get('/half', async (_request, response) => {
        response.write('half');
        throw new Error('the source broke off');
      });
    },
  });
  const port = await server.start();
  try {
    const response = await fetch(`http://127.0.0.1:${port}/half`);
    await expect(response.text()).rejects.toThrow();
    expect(printed).not.toHaveBeenCalled();
  } finally {
    await server.stop(0);
  }
});
