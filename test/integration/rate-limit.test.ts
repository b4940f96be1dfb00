import { expect, it } from 'vitest';
import { type Credentials, signedToken } from '../support/credentials.ts';
import { endpoints, eventually, sql } from '../support/product.ts';

/** What a process takes of a tenant in ten seconds (services/shared/http/rate-limit.ts, TENANT_CALLS_PER_SECOND). */
const MOST_CALLS = 2_000;
const AT_ONCE = 25;

it('a tenant that calls too often is told when to come back, and delays nobody else', async () => {
  await sql("INSERT INTO tenants (slug, name) VALUES ('eager', 'Eager')");
  const claims = (tenant: string) => ({ claims: { tenant, roles: ['lms_admin'], sub: `${tenant}-program` } });
  const call = (headers: Credentials) => fetch(`${endpoints().portal}/api/session`, { headers });
  const eager = await signedToken(claims('eager'));
  const other = await signedToken(claims('acme'));

  let taken = 0;
  let refused: Response | undefined;
  while (refused === undefined) {
    const calls = Array.from({ length: AT_ONCE }, () => call(eager));
    for (const response of await Promise.all(calls)) {
      if (response.status === 429) refused = response;
      else {
        expect(response.status, await response.text()).toBe(200);
        taken += 1;
      }
    }
  }
  expect(taken).toBeGreaterThanOrEqual(MOST_CALLS);
  const retryAfter = Number(refused.headers.get('retry-after'));
  expect(retryAfter).toBeGreaterThan(0);
  expect(retryAfter).toBeLessThanOrEqual(10);
  expect(await refused.json()).toMatchObject({ status: 429, code: 'too-many-requests' });
  expect((await call(other)).status).toBe(200);

  const later = await eventually(
    () => call(eager),
    ({ status }) => status !== 429,
  );
  expect(later.status).toBe(200);
});
