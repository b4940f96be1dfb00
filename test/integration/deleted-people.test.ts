import { createClient } from '@clickhouse/client';
import { beforeAll, describe, expect, it } from 'vitest';
import { createKafkaAdmin } from '#shared/kafka/client/admin.ts';
import { AGGREGATOR_GROUP, TRANSCRIPT_CHANGES } from '#shared/kafka/client/topics.ts';
import { createLogger } from '#shared/runtime/logging.ts';
import { loadPeople, runCommand } from '../support/commands.ts';
import { adminSettings } from '../support/kafka-settings.ts';
import { clickhouse, endpoints, eventually, importFile, sql } from '../support/product.ts';

const HEADER = 'Username,Course Number,Course Name,Course Type,Completion Date\n';
const CERTIFICATIONS = 'Username,Certification Name,Issue Date\n';
const TABLES = ['course_records', 'course_history', 'certification_records'];
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

beforeAll(async () => {
  await loadPeople('acme', [
    { username: 'rex.replay', employeeId: null },
    { username: 'kai.kept', employeeId: null },
  ]);
  [deleted, kept] = [await idOf('rex.replay'), await idOf('kai.kept')];
  for (const name of ['Safety', 'Safety again'])
    await importFile(
      `${HEADER}rex.replay,REPLAY-1,${name},OJT,2020-01-01\nkai.kept,REPLAY-1,${name},OJT,2020-01-01\n`,
    );
  await importFile(`${CERTIFICATIONS}rex.replay,Replay,2020-01-01\nkai.kept,Replay,2020-01-01\n`, {
    type: 'certifications',
  });
  const { code, output } = await runCommand('person-delete', ['--tenant', 'acme', 'rex.replay']);
  expect(code, output).toBe(0);
});

/** Lets aggregator read transcript-changes again from its beginning, as the runbook says; returns once it has. */
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
    const before = await Promise.all(TABLES.map((table) => shownOf(kept, table)));
    await replayChanges();
    for (const [index, table] of TABLES.entries()) {
      expect(await shownOf(deleted, table), table).toBe(0);
      // Read again indeed: the same lines stand there twice until they are merged. The history comes from PostgreSQL.
      if (table !== 'course_history')
        expect(await shownOf(kept, table), table).toBeGreaterThanOrEqual(before[index] ?? 1);
    }
    expect(await shownOf(kept, 'certification_records')).toBeGreaterThan(0);
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
    `UPDATE tenants SET people_version = people_version + 1 WHERE slug = 'acme' RETURNING tenant_id, people_version`,
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
      () => sql("SELECT FROM tenants WHERE slug = 'acme' AND people_mirrored_version = people_version"),
      (tenants) => tenants.length === 1,
    );
    const { code, output } = await runCommand('mirror-rebuild', []);
    expect(code, output).toBe(0);
    await eventually(
      () => sql("SELECT FROM tenants WHERE slug = 'acme' AND people_mirrored_version = people_version"),
      (tenants) => tenants.length === 1,
    );
    for (const table of ['people', ...TABLES]) expect(await shownOf(deleted, table), table).toBe(0);
    expect(await shownOf(kept, 'people')).toBeGreaterThan(0);
  });

  it('is listed and deleted again, however often that is done', async () => {
    const [row] = await sql<{ tenant_id: number }>("SELECT tenant_id FROM tenants WHERE slug = 'acme'");
    const first = await runCommand('person-delete', ['--tombstones']);
    expect(first.code, first.output).toBe(0);
    expect(first.output).toContain(`People who were deleted and are back: 1.\nacme ${deleted}\n`);
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
    await loadPeople('acme', [{ username: 'nia.new', employeeId: null }]);
    expect(await idOf('nia.new')).toBeGreaterThan(higher);
  });
});

function clickhouseClient() {
  const { url, database, username, password } = endpoints().clickhouse;
  return createClient({ url, database, username, password });
}
