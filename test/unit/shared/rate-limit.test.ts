import { afterEach, beforeEach, expect, it } from 'vitest';
import type { HttpServer } from '#shared/http/http-server.ts';
import { createAddressLimit } from '#shared/http/rate-limit.ts';
import { createTestHttpServer } from '../../support/http-server.ts';

/** In ten seconds, which this test takes a fraction of. */
const MAX_CALLS = 20;
/** What the services take of /metrics and /readyz in ten seconds. */
const MAX_METRICS = 100;
const MAX_READINESS_CHECKS = 500;

let server: HttpServer;
let url: string;

beforeEach(async () => {
  server = createTestHttpServer({
    trustedProxies: 1,
    routes: (app) => {
      app.get('/open', createAddressLimit(MAX_CALLS / 10), (_request, response) => void response.end());
    },
  });
  url = `http://127.0.0.1:${await server.start()}`;
});

afterEach(() => server.stop(0));

async function statusOf(path: string, client = '198.51.100.7'): Promise<number> {
  const response = await fetch(`${url}${path}`, { headers: { 'x-forwarded-for': client } });
  if (response.status === 429) expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  await response.arrayBuffer();
  return response.status;
}

it.each([
  ['/open', MAX_CALLS],
  ['/readyz', MAX_READINESS_CHECKS],
])('%s takes so many calls from an address, and those of others still', async (path, most) => {
  const statuses = await Promise.all(Array.from({ length: most + 1 }, () => statusOf(path)));
  expect(statuses.filter((status) => status === 200)).toHaveLength(most);
  expect(statuses).toContain(429);
  expect(await statusOf(path, '198.51.100.8')).toBe(200);
});

it('/metrics takes so many calls of this machine, and none that a proxy passes on', async () => {
  const ofThisMachine = Array.from({ length: MAX_METRICS + 1 }, async () => {
    const response = await fetch(`${url}/metrics`);
    await response.arrayBuffer();
    return response.status;
  });
  const statuses = await Promise.all(ofThisMachine);
  expect(statuses.filter((status) => status === 200)).toHaveLength(MAX_METRICS);
  expect(statuses).toContain(429);
  expect(await statusOf('/metrics')).toBe(404);
});

it('of an IPv6 address the network counts, since a client has a whole one', async () => {
  for (let calls = 0; calls < MAX_CALLS; calls += 1) await statusOf('/open', `2001:db8::${calls}`);
  expect(await statusOf('/open', '2001:db8::ffff')).toBe(429);
});
