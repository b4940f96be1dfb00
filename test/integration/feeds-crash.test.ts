import { beforeAll, expect, it } from 'vitest';
import { loadPeople } from '../support/commands.ts';
import { storedCertifications } from '../support/compare-state.ts';
import { closeFeed, encode, openFeed, send } from '../support/feed.ts';
import { people } from '../support/history-generator.ts';
import { endpoints, eventually, finished, sql } from '../support/product.ts';

const PEOPLE = people('feedcrash', 50);
const RECORDS = 20_000;
/** Messages of one send stay below what the broker takes as a batch. */
const IN_SEND = 4_000;
const RUN = Date.now().toString(36);

beforeAll(() => loadPeople('acme', PEOPLE));

// Without numbers nothing but the consumed offset tells a record that was read before, and a certification that is
// applied twice is there twice.
it('counts each record once when transcript-writer and aggregator are killed in the middle of a feed', async () => {
  const { id } = await openFeed('certifications');
  const records = Array.from({ length: RECORDS }, (_, index) => ({
    username: PEOPLE[index % PEOPLE.length]?.username ?? '',
    certificationName: `CRASHC${RUN} ${index}`,
    issueDate: index % 100 === 0 ? 'soon' : '2021-06-30',
    importId: id,
  }));
  const messages = await encode('CertificationRecord', records);
  for (let at = 0; at < RECORDS; at += IN_SEND) {
    await send(
      'acme',
      messages.slice(at, at + IN_SEND).map((message, index) => ({ ...message, partition: index % 3 })),
    );
    if (at === IN_SEND) await killWhen(id, 'transcript-writer', IN_SEND / 2);
  }
  await killWhen(id, 'aggregator', IN_SEND);
  await closeFeed(id, RECORDS);
  const failures = RECORDS / 100;
  expect(await finished(id)).toMatchObject({
    status: 'Complete but with errors',
    total: RECORDS,
    successes: RECORDS - failures,
    failures,
    missing: 0,
  });
  const stored = await storedCertifications('acme', `CRASHC${RUN}`);
  expect(stored).toHaveLength(RECORDS - failures);
  expect(new Set(stored)).toHaveProperty('size', RECORDS - failures);
});

/** Kills a service once so many records were accounted for, and returns when it has been started again. */
async function killWhen(
  id: string,
  name: 'transcript-writer' | 'aggregator',
  records: number,
): Promise<void> {
  await eventually(
    async () => {
      const [row] = await sql<{ accounted: number }>(
        `SELECT coalesce(sum(successes + failures), 0)::int AS accounted FROM import_progress WHERE import_id = $1`,
        [id],
      );
      return row?.accounted ?? 0;
    },
    (accounted) => accounted >= records,
  );
  const [pid] = endpoints().pids[name] ?? [];
  if (pid === undefined) throw new Error(`${name} does not run`);
  process.kill(pid, 'SIGKILL');
  await eventually(
    async () => endpoints().pids[name] ?? [],
    (pids) => pids.length === 1 && pids[0] !== pid,
    20_000,
  );
}
