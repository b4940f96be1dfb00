import { expect, it } from 'vitest';
import { type Credentials, signedToken } from '../support/credentials.ts';
import { endpoints, eventually, sql } from '../support/product.ts';

/** What a process takes of a tenant in ten seconds (services/shared/http/rate-limit.ts, TENANT_CALLS_PER_SECOND). */
const MAX_CALLS = 2_000;
const MAX_CALLS_OF_LEARNER = MAX_CALLS / 10;
const AT_ONCE = 25;

type Role = 'lms_admin' | 'learner';

function caller(tenant: string, sub: string, role: Role = 'lms_admin'): Promise<Credentials> {
  return signedToken({ claims: { tenant, roles: [role], sub } });
}

function call(headers: Credentials): Promise<Response> {
  return fetch(`${endpoints().portal}/api/session`, { headers });
}

/** Calls until it is refused; returns how many calls were taken, and the refusal. */
async function callUntilRefused(headers: Credentials): Promise<{ taken: number; refused: Response }> {
  for (let taken = 0; ; ) {
    const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => call(headers)));
    taken += answers.filter(({ status }) => status === 200).length;
    const refused = answers.find(({ status }) => status !== 200);
    if (refused !== undefined) return { taken, refused };
  }
}

async function expectRefusal(refused: Response): Promise<void> {
  const retryAfter = Number(refused.headers.get('retry-after'));
  expect(retryAfter).toBeGreaterThan(0);
  expect(retryAfter).toBeLessThanOrEqual(10);
  expect(await refused.json()).toMatchObject({ status: 429, code: 'too-many-requests' });
}

it('a tenant that calls too often is told when to come back, and delays nobody else', async () => {
  await sql("INSERT INTO tenants (slug, name) VALUES ('eager', 'Eager')");
  const eager = await Promise.all(['one', 'two', 'three'].map((name) => caller('eager', name)));
  const outcomes = await Promise.all(eager.map(callUntilRefused));
  const taken = outcomes.reduce((sum, outcome) => sum + outcome.taken, 0);
  expect(taken).toBeGreaterThanOrEqual(MAX_CALLS);
  for (const { refused } of outcomes) await expectRefusal(refused);
  expect((await call(await caller('acme', 'acme-program'))).status).toBe(200);

  const later = await eventually(
    () => call(eager[0] ?? {}),
    ({ status }) => status !== 429,
  );
  expect(later.status).toBe(200);
});

it('one learner who calls too often is refused, and the colleagues are not', async () => {
  await sql("INSERT INTO tenants (slug, name) VALUES ('learners', 'Learners')");
  const runaway = await caller('learners', 'runaway', 'learner');
  const { taken, refused } = await callUntilRefused(runaway);
  // A window may end on the way: then the calls of two were taken.
  expect(taken).toBeGreaterThanOrEqual(MAX_CALLS_OF_LEARNER);
  expect(taken).toBeLessThanOrEqual(2 * MAX_CALLS_OF_LEARNER);
  await expectRefusal(refused);
  // What the runaway was refused does not count as its tenant's.
  for (let more = 0; more < MAX_CALLS; more += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, async () => (await call(runaway)).body?.cancel()));
  }
  expect((await call(await caller('learners', 'colleague', 'learner'))).status).toBe(200);
});
