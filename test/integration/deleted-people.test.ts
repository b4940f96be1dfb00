import { createClient } from '@clickhouse/client';
import { beforeAll, describe, expect, it } from 'vitest';
import { createKafkaAdmin } from '#shared/kafka/client/admin.ts';
import { AGGREGATOR_GROUP, TRANSCRIPT_CHANGES } from '#shared/kafka/client/topics.ts';
import { createLogger } from '#shared/runtime/logging.ts';
import { loadPeople, runCommand } from '../support/commands.ts';
import { course, encode, type FeedRecord, type FeedRecordName, kafkaAs } from '../support/feed.ts';
import { adminSettings } from '../support/kafka-settings.ts';
import { makeFeed, type OwnFeed, sendMessages } from '../support/own-feed.ts';
import { clickhouse, endpoints, eventually, sql } from '../support/product.ts';

const TENANT = 'replayed';
const BOTH = ['rex.replay', 'kai.kept'];
const MIRRORED_BY_MESSAGES = ['course_records', 'certification_records'];
const TABLES = [...MIRRORED_BY_MESSAGES, 'course_history'];
let feed: OwnFeed;
let deleted: number;
let kept: number;

async function idOf(username: string): Promise<number> {
  const [row] = await sql<{ id: number }>('SELECT person_id::int AS id FROM people WHERE username = $1', [
    username,
  ]);
  return row?.id ?? 0;
}

/** Every line of the person in ClickHouse, those that a merge would remove included. */
async function shownOf(personId: number, table: string): Promise<number> {
  const [row] = await clickhouse<{ rows: string }>(
    `SELECT count() AS rows FROM ${table} WHERE person_id = {personId: UInt64}`,
    { personId },
  );
  return Number(row?.rows);
}

/** Takes the person's lines out of a table of ClickHouse. */
async function forget(personId: number, table: string): Promise<void> {
  await using client = clickhouseClient();
  await client.command({
    query: `ALTER TABLE ${table} DELETE WHERE person_id = {personId: UInt64}`,
    query_params: { personId },
    clickhouse_settings: { mutations_sync: '1' },
  });
}

async function sendOfBoth(name: FeedRecordName, record: (username: string) => FeedRecord): Promise<void> {
  const messages = await encode(name, BOTH.map(record));
  await sendMessages(
    feed.topic,
    messages.map((message) => ({ ...message, partition: 0 })),
  );
}

/** Waits until each of the two has a line in each of the tables. */
async function untilShown(tables: readonly string[]): Promise<void> {
  await eventually(
    () => Promise.all([deleted, kept].flatMap((personId) => tables.map((table) => shownOf(personId, table)))),
    (rows) => rows.every((count) => count > 0),
  );
}

beforeAll(async () => {
  const admin = kafkaAs('admin').admin();
  await admin.connect();
  feed = await makeFeed(admin, TENANT);
  await admin.disconnect();
  await loadPeople(
    TENANT,
    BOTH.map((username) => ({ username, employeeId: null })),
  );
  [deleted, kept] = [await idOf('rex.replay'), await idOf('kai.kept')];
  await sendOfBoth('CourseRecord', (username) => course(username, 'REPLAY-1'));
  await untilShown(['course_records']);
  // What replaces them makes their history.
  await sendOfBoth('CourseRecord', (username) => course(username, 'REPLAY-1', { credits: '2' }));
  await sendOfBoth('CertificationRecord', (username) => ({
    username,
    certificationName: 'Replay',
    issueDate: '2020-01-01',
  }));
  await untilShown(TABLES);
  const { code, output } = await runCommand('person-delete', ['--tenant', TENANT, 'rex.replay']);
  expect(code, output).toBe(0);
  for (const table of MIRRORED_BY_MESSAGES) await forget(kept, table);
});

/**
 * Lets aggregator read transcript-changes again from its beginning, as if nothing of the feed had reached it: what a
 * restore of PostgreSQL to before then leaves. Returns once it has.
 */
async function replayChanges(): Promise<void> {
  const kafka = createKafkaAdmin(adminSettings(), 'test', createLogger('test', 'silent'));
  const [pid] = endpoints().pids['aggregator'] ?? [];
  if (pid === undefined) throw new Error('No aggregator runs');
  const ends = await kafka.latestOffsets(TRANSCRIPT_CHANGES);
  // A process that is stopped is left out of its group after some seconds; a group without members lets its offsets be
  // set.
  process.kill(pid, 'SIGSTOP');
  try {
    await eventually(
      () => kafka.hasMembers(AGGREGATOR_GROUP),
      (hasMembers) => !hasMembers,
    );
    await sql('DELETE FROM mirror_positions WHERE topic = $1', [feed.topic]);
    await kafka.client.alterConsumerGroupOffsets({
      groupId: AGGREGATOR_GROUP,
      topics: [
        {
          name: TRANSCRIPT_CHANGES,
          partitionOffsets: ends.map((_, partition) => ({ partition, offset: 0n })),
        },
      ],
    });
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  await eventually(
    () => kafka.committedOffsets(AGGREGATOR_GROUP, TRANSCRIPT_CHANGES),
    (reached) => ends.every((end, partition) => end === 0 || (reached.get(partition) ?? 0) >= end),
  );
  await kafka.close();
}

describe('a person who was deleted', () => {
  it('stays deleted when aggregator reads again what was published before, and nobody else does', async () => {
    await replayChanges();
    for (const table of MIRRORED_BY_MESSAGES) expect(await shownOf(kept, table), table).toBeGreaterThan(0);
    for (const table of TABLES) expect(await shownOf(deleted, table), table).toBe(0);
  });

  it('is remembered by number alone, in both stores', async () => {
    const inPostgres = await sql('SELECT person_id::int FROM deleted_people WHERE person_id = $1', [deleted]);
    expect(inPostgres).toEqual([{ person_id: deleted }]);
    expect(await shownOf(deleted, 'deleted_people')).toBe(1);
  });
});

/**
 * What a restore of PostgreSQL to a time before the deletion leaves: the person with their record, and no tombstone.
 */
async function restorePerson(): Promise<void> {
  await sql('DELETE FROM deleted_people WHERE person_id = $1', [deleted]);
  const [tenant] = await sql<{ tenant_id: number; people_version: number }>(
    `UPDATE tenants SET people_version = people_version + 1 WHERE slug = $1 RETURNING tenant_id, people_version`,
    [TENANT],
  );
  await sql(
    `INSERT INTO people (tenant_id, person_id, username, username_folded, first_name, last_name, role, people_version)
     OVERRIDING SYSTEM VALUE VALUES ($1, $2, 'rex.replay', 'rex.replay', 'Rex', 'Replay', 'learner', $3)`,
    [tenant?.tenant_id, deleted, tenant?.people_version],
  );
  await sql(
    `INSERT INTO course_records SELECT (r).* FROM (
       SELECT jsonb_populate_record(c, jsonb_build_object('person_id', $1::bigint)) AS r FROM course_records c
       WHERE person_id = $2) AS copied`,
    [deleted, kept],
  );
}

describe('a person who comes back with a restore of PostgreSQL', () => {
  beforeAll(restorePerson);

  it('is shown neither by mirroring people nor by a rebuild', async () => {
    await eventually(
      () => sql('SELECT FROM tenants WHERE slug = $1 AND people_mirrored_version = people_version', [TENANT]),
      (tenants) => tenants.length === 1,
    );
    const { code, output } = await runCommand('mirror-rebuild', []);
    expect(code, output).toBe(0);
    await eventually(
      () => sql('SELECT FROM tenants WHERE slug = $1 AND people_mirrored_version = people_version', [TENANT]),
      (tenants) => tenants.length === 1,
    );
    for (const table of ['people', ...TABLES]) expect(await shownOf(deleted, table), table).toBe(0);
    expect(await shownOf(kept, 'people')).toBeGreaterThan(0);
  });

  it('is listed and deleted again, however often that is done', async () => {
    const [row] = await sql<{ tenant_id: number }>('SELECT tenant_id FROM tenants WHERE slug = $1', [TENANT]);
    const first = await runCommand('person-delete', ['--tombstones']);
    expect(first.code, first.output).toBe(0);
    expect(first.output).toContain(`People who were deleted and are back: 1.\n${TENANT} ${deleted}\n`);
    expect(await sql('SELECT FROM people WHERE person_id = $1', [deleted])).toEqual([]);
    expect(await sql('SELECT FROM course_records WHERE person_id = $1', [deleted])).toEqual([]);
    expect(await sql('SELECT FROM deleted_people WHERE person_id = $1', [deleted])).toHaveLength(1);
    const second = await runCommand('person-delete', ['--tombstones']);
    expect(second).toMatchObject({ code: 0, output: 'People who were deleted and are back: 0.\n' });

    // Someone with a higher number was deleted after the time that PostgreSQL was restored to.
    const higher = deleted + 100_000;
    await using client = clickhouseClient();
    await client.insert({
      table: 'deleted_people',
      values: [{ tenant_id: row?.tenant_id, person_id: higher }],
      format: 'JSONEachRow',
    });
    expect(await runCommand('person-delete', ['--tombstones'])).toMatchObject({ code: 0 });
    await loadPeople(TENANT, [{ username: 'nia.new', employeeId: null }]);
    expect(await idOf('nia.new')).toBeGreaterThan(higher);
  });
});

function clickhouseClient() {
  const { url, database, username, password } = endpoints().clickhouse;
  return createClient({ url, database, username, password });
}
