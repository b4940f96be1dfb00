import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPool, type Pool } from '#shared/postgres/pool.ts';
import { replaceFeedRows } from '#shared/retention/replace-feed-rows.ts';
import { loadPeople } from '../support/commands.ts';
import { serviceEnvironment } from '../support/credentials.ts';
import { closeFeed, course, encode, openFeed, runningCounts, send } from '../support/feed.ts';
import { people } from '../support/history-generator.ts';
import { eventually, finished, sql } from '../support/product.ts';

const PEOPLE = people('repeats', 1);
const [somebody = ''] = PEOPLE.map(({ username }) => username);
const PARTITIONS = [0, 1, 2];
let retention: Pool;

beforeAll(async () => {
  await loadPeople('acme', PEOPLE);
  // As ingest does it, with its rights.
  retention = createPool(serviceEnvironment('ingest')['POSTGRES_PRODUCER_URL'] ?? '', {
    applicationName: 'test',
    max: 1,
    onError: () => undefined,
  });
});
afterAll(() => retention.end());

/** Sends records with these numbers to every partition, as a producer may that begins again. */
async function sendNumbers(importId: string, numbers: readonly number[]): Promise<void> {
  const records = numbers.map((rowNumber) =>
    course(rowNumber % 10 === 0 ? 'nobody.here' : somebody, `REPEAT-${rowNumber}`, { importId, rowNumber }),
  );
  const messages = await encode('CourseRecord', records);
  for (const partition of PARTITIONS) {
    await send(
      'acme',
      messages.map((message) => ({ ...message, partition })),
    );
  }
}

/** What the running entry counts of `act`: told by a record behind it on each partition. */
async function countedInEntry(act: () => Promise<void>): Promise<{ successes: number; failures: number }> {
  const before = await runningCounts('acme', 'courses');
  await act();
  const [marker] = await encode('CourseRecord', [course(somebody, 'REPEAT-MARKER')]);
  if (marker === undefined) throw new Error('Nothing was encoded');
  await send(
    'acme',
    PARTITIONS.map((partition) => ({ ...marker, partition })),
  );
  const after = await eventually(
    () => runningCounts('acme', 'courses'),
    ({ successes }) => successes >= before.successes + PARTITIONS.length,
  );
  return {
    successes: after.successes - before.successes - PARTITIONS.length,
    failures: after.failures - before.failures,
  };
}

async function kept(importId: string): Promise<{ rows: number; knownTo: number | null }> {
  const [row] = await sql<{ rows: number; knownTo: number | null }>(
    `SELECT (SELECT count(*)::int FROM feed_rows WHERE import_id = $1) AS rows,
       numbers_known_to::int AS "knownTo" FROM imports WHERE import_id = $1`,
    [importId],
  );
  return row ?? { rows: -1, knownTo: null };
}

async function finishedFeed(numbers: readonly number[]): Promise<string> {
  const { id } = await openFeed('courses');
  await sendNumbers(id, numbers);
  await closeFeed(id, numbers.length);
  await finished(id);
  return id;
}

describe('records of a finished feed that are sent again', () => {
  it('are ignored, also once what is known of them is one number', async () => {
    const numbers = Array.from({ length: 50 }, (_, index) => index + 1);
    const id = await finishedFeed(numbers);
    const view = await finished(id);
    expect(view).toMatchObject({ total: 50, successes: 45, failures: 5 });
    expect(await kept(id)).toEqual({ rows: 50, knownTo: null });
    expect(await countedInEntry(() => sendNumbers(id, numbers))).toEqual({ successes: 0, failures: 0 });

    expect(await replaceFeedRows(retention, AbortSignal.timeout(60_000))).toBeGreaterThan(0);
    expect(await kept(id)).toEqual({ rows: 0, knownTo: 50 });
    expect(await countedInEntry(() => sendNumbers(id, numbers))).toEqual({ successes: 0, failures: 0 });
    expect(await finished(id)).toMatchObject({ successes: 45, failures: 5, completedAt: view.completedAt });
  });

  it('are ignored when their numbers are no range, and what never came fails as too late', async () => {
    const id = await finishedFeed([7, 9, 11]);
    await replaceFeedRows(retention, AbortSignal.timeout(60_000));
    expect(await kept(id)).toEqual({ rows: 3, knownTo: 0 });
    expect(await countedInEntry(() => sendNumbers(id, [7, 9, 11]))).toEqual({ successes: 0, failures: 0 });
    expect(await countedInEntry(() => sendNumbers(id, [8]))).toEqual({
      successes: 0,
      failures: PARTITIONS.length,
    });
  });
});
