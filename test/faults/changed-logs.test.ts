import type { Admin } from 'kafkajs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKafkaAdmin, type KafkaAdmin } from '#shared/kafka/client/admin.ts';
import { createLogger } from '#shared/runtime/logging.ts';
import { runCommand } from '../support/commands.ts';
import { kafkaAs } from '../support/feed.ts';
import { adminSettings } from '../support/kafka-settings.ts';
import {
  alertsOf,
  countCourses,
  courseNumbers,
  haltOf,
  makeFeed,
  makeFeedTopic,
  nextOffsetOf,
  type OwnFeed,
  sendCourses,
  sendMessages,
  untilAlerted,
  untilHalted,
  untilStored,
} from '../support/own-feed.ts';
import { endpoints, eventually, sql } from '../support/product.ts';
import { killAndRestart, pidOf, untilRestarted } from '../support/restart-part.ts';

const RUN = Date.now().toString(36);
const WRITER = 'transcript-writer';
let admin: Admin;
let ours: KafkaAdmin;

beforeAll(async () => {
  admin = kafkaAs('admin').admin();
  await admin.connect();
  ours = createKafkaAdmin(adminSettings(), 'test', createLogger('test', 'silent'));
});
afterAll(() => Promise.all([admin.disconnect(), ours.close()]));

const NONSENSE = { partition: 0, value: Buffer.from('no record of ours') };

/** Waits until as many failures of the feed are stored as are counted, and these are so many. */
async function untilFailed({ tenant }: OwnFeed, count: number): Promise<void> {
  await eventually(
    () =>
      sql<{ counted: number; stored: number }>(
        `SELECT coalesce(sum(failures), 0)::int AS counted, (
           SELECT count(*)::int FROM import_failures f WHERE f.tenant_id = t.tenant_id) AS stored
         FROM tenants t LEFT JOIN imports USING (tenant_id) WHERE slug = $1 GROUP BY t.tenant_id`,
        [tenant],
      ),
    ([row]) => row?.counted === count && row.stored === count,
  );
}

describe('a topic that was made again', () => {
  let feed: OwnFeed;
  let other: OwnFeed;

  it('is not read from the offset of the old one, also when it has grown beyond it', async () => {
    feed = await makeFeed(admin, `again-${RUN}`);
    other = await makeFeed(admin, `beside-${RUN}`);
    await sendCourses(feed.topic, courseNumbers('old', 24));
    await sendMessages(feed.topic, [NONSENSE]);
    await untilStored(feed, 24);
    await untilFailed(feed, 1);
    await admin.deleteTopics({ topics: [feed.topic] });
    await makeFeedTopic(admin, feed.topic);
    await sendCourses(feed.topic, courseNumbers('new', 24));
    // At the offset of the one that failed before.
    await sendMessages(feed.topic, [NONSENSE]);
    await sendCourses(feed.topic, courseNumbers('newer', 15));
    await killAndRestart(WRITER);
    expect(await untilHalted(feed.topic)).toBe('topic-recreated');
    expect(await untilAlerted(feed.topic)).toEqual(['topic-recreated']);
  });

  it('stays halted over a restart, alone', async () => {
    await killAndRestart(WRITER);
    await sendCourses(other.topic, courseNumbers('beside', 3));
    await untilStored(other, 3);
    expect(await untilAlerted(feed.topic)).toEqual(['topic-recreated']);
    expect([await countCourses(feed), await nextOffsetOf(feed.topic)]).toEqual([24, 25]);
  });

  it('is listed, and read from its start once a person says so', async () => {
    const listed = await runCommand('partitions', ['--halted']);
    expect(listed).toMatchObject({ code: 0, output: expect.stringContaining(`${feed.topic}/0`) });
    expect(listed.output).toContain('topic-recreated');
    const asked = await runCommand('partitions-resume', [feed.topic, '0', '--from-start']);
    expect(asked.code).toBe(2);
    expect(asked.output).toContain('Reads 40 records (offsets 0 to 39).');
    expect(await haltOf(feed.topic)).toBe('topic-recreated');
    const resumed = await runCommand('partitions-resume', [feed.topic, '0', '--from-start', '--yes']);
    expect(resumed).toMatchObject({ code: 0, output: expect.stringContaining('partition resumed') });
    await untilStored(feed, 63);
    await untilFailed(feed, 2);
    expect(await sql('SELECT epoch FROM consumer_positions WHERE topic = $1', [feed.topic])).toEqual([
      { epoch: 1 },
    ]);
    await eventually(
      () => alertsOf(feed.topic),
      (reasons) => reasons.length === 0,
    );
  });
});

it('records that were deleted while the writer was held are not skipped', async () => {
  const feed = await makeFeed(admin, `deleted-${RUN}`);
  await sendCourses(feed.topic, courseNumbers('a', 5));
  await untilStored(feed, 5);
  const holder = new pg.Client({ connectionString: endpoints().postgres.url });
  await holder.connect();
  try {
    await holder.query('BEGIN');
    await holder.query('SELECT FROM consumer_positions WHERE topic = $1 FOR UPDATE', [feed.topic]);
    await sendCourses(feed.topic, courseNumbers('held', 10));
    await eventually(
      () =>
        sql(
          "SELECT FROM pg_stat_activity WHERE application_name = 'transcript-writer' AND wait_event_type = 'Lock'",
        ),
      (waiting) => waiting.length > 0,
    );
    await sendCourses(feed.topic, courseNumbers('b', 20));
    const partitions = [{ partition: 0, offset: 25n }];
    await ours.client.deleteRecords({ topics: [{ name: feed.topic, partitions }] });
    await holder.query('COMMIT');
  } finally {
    await holder.end();
  }
  expect(await untilHalted(feed.topic)).toBe('records-deleted');
  expect([await countCourses(feed), await nextOffsetOf(feed.topic)]).toEqual([15, 15]);
  const { output } = await runCommand('partitions-resume', [feed.topic, '0', '--from-start', '--yes']);
  expect(output).toContain('10 records (offsets 15 to 24) were deleted before they were read.');
  await untilStored(feed, 25);
});

it('a quiet partition whose position was set back is read from there, whatever the group has committed', async () => {
  const feed = await makeFeed(admin, `quiet-${RUN}`);
  await sendCourses(feed.topic, courseNumbers('a', 10));
  await untilStored(feed, 10);
  await eventually(
    () => admin.fetchOffsets({ groupId: 'transcript-writer-feeds', topics: [feed.topic] }),
    ([topic]) => topic?.partitions[0]?.offset === '10',
  );
  const writer = pidOf(WRITER);
  process.kill(writer, 'SIGSTOP');
  await sql('UPDATE consumer_positions SET next_offset = 4 WHERE topic = $1', [feed.topic]);
  process.kill(writer, 'SIGKILL');
  await untilRestarted(WRITER, writer);
  await eventually(
    () => nextOffsetOf(feed.topic),
    (offset) => offset === 10,
  );
});

it('a partition that somebody halts while it is read is not read any further, and others are', async () => {
  const feed = await makeFeed(admin, `halted-${RUN}`, 2);
  await sendCourses(feed.topic, courseNumbers('before', 3));
  await untilStored(feed, 3);
  await sql("INSERT INTO halted_partitions (topic, partition, reason) VALUES ($1, 0, 'gap')", [feed.topic]);
  await sendCourses(feed.topic, courseNumbers('unread', 4));
  await sendCourses(feed.topic, courseNumbers('beside', 5), 1);
  await untilStored(feed, 8);
  expect(await nextOffsetOf(feed.topic)).toBe(3);
  await runCommand('partitions-resume', [feed.topic, '0', '--at-position', '--yes']);
  await untilStored(feed, 12);
});
