import type { Admin } from 'kafkajs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCommand } from '../support/commands.ts';
import { kafkaAs } from '../support/feed.ts';
import { endsOf, loseMessages, whileAggregatorStands } from '../support/lose-messages.ts';
import {
  courseNumbers,
  haltOf,
  makeFeed,
  nextOffsetOf,
  type OwnFeed,
  sendCourses,
  untilHalted,
  untilStored,
} from '../support/own-feed.ts';
import { clickhouse, eventually, sql } from '../support/product.ts';
import { killAndRestart } from '../support/restart-part.ts';

const CHANGES = 'transcript-changes';
const RUN = Date.now().toString(36);
let admin: Admin;

beforeAll(async () => {
  admin = kafkaAs('admin').admin();
  await admin.connect();
});
afterAll(() => admin.disconnect());

/** Successes of the feed's entries, as people see them. */
async function countedOf({ tenant }: OwnFeed): Promise<number> {
  const [row] = await sql<{ counted: number }>(
    `SELECT coalesce(sum(successes), 0)::int AS counted FROM imports JOIN tenants USING (tenant_id) WHERE slug = $1`,
    [tenant],
  );
  return row?.counted ?? -1;
}

async function mirroredOf({ tenant }: OwnFeed): Promise<number> {
  const [row] = await sql<{ tenant_id: number }>('SELECT tenant_id FROM tenants WHERE slug = $1', [tenant]);
  const [found] = await clickhouse<{ rows: string }>(
    'SELECT count() AS rows FROM course_records FINAL WHERE tenant_id = {tenant: UInt32}',
    { tenant: row?.tenant_id },
  );
  return Number(found?.rows);
}

it('a log of another cluster halts its partitions, and is read from its start once a person says so', async () => {
  const feed = await makeFeed(admin, `moved-${RUN}`);
  await sendCourses(feed.topic, courseNumbers('before', 5));
  await untilStored(feed, 5);
  // What PostgreSQL remembers after the services were pointed at another cluster, whose topics have the same names.
  await sql("UPDATE consumer_positions SET cluster_id = 'the-former-cluster' WHERE topic = $1", [feed.topic]);
  await killAndRestart('transcript-writer');
  expect(await untilHalted(feed.topic)).toBe('cluster-changed');
  await sendCourses(feed.topic, courseNumbers('after', 3));
  expect(await nextOffsetOf(feed.topic)).toBe(5);

  const asked = await runCommand('partitions-resume', [feed.topic, '0', '--from-start']);
  expect(asked.code).toBe(2);
  expect(asked.output).toContain('This log is not the one that was read up to offset 5');
  expect(asked.output).toContain('Reads 8 records (offsets 0 to 7).');
  const resumed = await runCommand('partitions-resume', [feed.topic, '0', '--from-start', '--yes']);
  expect(resumed).toMatchObject({ code: 0 });
  await untilStored(feed, 8);
  expect(await haltOf(feed.topic)).toBeUndefined();
});

it('batches that are neither in the log nor in the outbox halt their partition, and are left out once a person says so', async () => {
  const feed = await makeFeed(admin, `gap-${RUN}`);
  await sendCourses(feed.topic, courseNumbers('first', 4));
  await eventually(
    () => countedOf(feed),
    (counted) => counted === 4,
  );
  await whileAggregatorStands(admin, async () => {
    const before = await endsOf(admin, CHANGES);
    await sendCourses(feed.topic, courseNumbers('lost', 6));
    await untilStored(feed, 10);
    await eventually(
      () => endsOf(admin, CHANGES),
      (after) => [...after].some(([partition, end]) => end > (before.get(partition) ?? 0)),
    );
    expect(await loseMessages(admin, CHANGES, before, 0)).toBeGreaterThan(0);
    await sql('DELETE FROM outbox WHERE topic = $1', [feed.topic]);
  });
  await sendCourses(feed.topic, courseNumbers('last', 2));
  expect(await untilHalted(feed.topic)).toBe('gap');

  const asked = await runCommand('partitions-resume', [feed.topic, '0', '--at-position']);
  expect(asked.code).toBe(2);
  expect(asked.output).toContain('Counts and mirror continue without the batches from number 2 on');
  const resumed = await runCommand('partitions-resume', [feed.topic, '0', '--at-position', '--yes']);
  expect(resumed).toMatchObject({ code: 0 });
  await sendCourses(feed.topic, courseNumbers('then', 1));
  await untilStored(feed, 13);
  await eventually(
    () => countedOf(feed),
    (counted) => counted === 13,
  );
  expect(await mirroredOf(feed)).toBe(7);
  expect(await runCommand('reconcile', ['--tenant', feed.tenant, '--repair'])).toMatchObject({ code: 0 });
  expect(await mirroredOf(feed)).toBe(13);
});
