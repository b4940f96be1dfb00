import { readFile } from 'node:fs/promises';
import { createClient } from '@clickhouse/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClickHouse } from '#shared/clickhouse/client.ts';
import { migrateClickHouse } from '#shared/clickhouse/migrate.ts';
import { COURSE_HISTORY_CELLS } from '#shared/clickhouse/mirror-columns.ts';
import { carryHistory, carryLeftOver } from '#shared/history/carry-history.ts';
import { endpoints } from '../support/product.ts';
import { createTestDatabase, type TestDatabase } from './writer/test-database.ts';

const NAME = 'lms_history_migration';
const COLUMNS = COURSE_HISTORY_CELLS.join(', ');
const THIS_ONE = '0010_history_by_columns.sql';

const OLD = [
  [
    7,
    11,
    'C\\1\t',
    'a\nb',
    'OJT',
    '1999-12-31',
    '2020-02-29',
    87.5,
    90,
    0.25,
    'Zoë',
    '\\N',
    "it's",
    'notes',
    'completed',
    '0190a0b0-0000-7000-8000-000000000001',
    1_764_284_000_123_456,
    0,
    3,
    41,
    'REPLACED',
  ],
  [
    7,
    11,
    'C2',
    'b',
    'ILT',
    null,
    '2100-01-01',
    null,
    null,
    null,
    null,
    null,
    null,
    null,
    'completed',
    null,
    1_764_284_000_123_456,
    1,
    4,
    0,
    'LATE',
  ],
];

const settings = () => {
  const { url, username, password } = endpoints().clickhouse;
  return {
    CLICKHOUSE_URL: url,
    CLICKHOUSE_USERNAME: username,
    CLICKHOUSE_PASSWORD: password,
    CLICKHOUSE_DATABASE: NAME,
  };
};
const connect = (database?: string) => {
  const { url, username, password } = endpoints().clickhouse;
  return createClient({ url, username, password, ...(database !== undefined && { database }) });
};
const migrate = () => migrateClickHouse(settings());

async function run(...statements: string[]): Promise<void> {
  await using client = connect(NAME);
  for (const query of statements) await client.command({ query });
}

async function ask<Row>(query: string): Promise<Row[]> {
  await using client = connect(NAME);
  const result = await client.query({
    query,
    format: 'JSONCompactEachRow',
    clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
  });
  return await result.json<Row>();
}

const history = () => ask(`SELECT ${COLUMNS} FROM course_history FINAL ORDER BY position_number`);
const forget = (name: string) =>
  `DELETE FROM schema_migrations WHERE name = '${name}' SETTINGS mutations_sync = 2`;

beforeAll(async () => {
  await using server = connect();
  await server.command({ query: `DROP DATABASE IF EXISTS ${NAME} SYNC` });
  await server.command({ query: `CREATE DATABASE ${NAME}` });
  const tables = await readFile(new URL('../../schemas/clickhouse/0001_mirror.sql', import.meta.url), 'utf8');
  await run(...tables.split(/;\s*$/m).filter((statement) => /CREATE/.test(statement)));
  await using client = connect(NAME);
  await client.insert({ table: 'course_history', values: OLD, format: 'JSONCompactEachRow' });
  // The last of these migrations has tests of its own.
  await run(
    'CREATE TABLE schema_migrations (name String, applied_at DateTime DEFAULT now()) ENGINE = ReplacingMergeTree ORDER BY name',
    `INSERT INTO schema_migrations (name) VALUES ('${THIS_ONE}')`,
  );
});
afterAll(async () => {
  await using server = connect();
  await server.command({ query: `DROP DATABASE ${NAME} SYNC` });
});

describe('a history of before it was stored as text', () => {
  it('is carried over', async () => {
    await migrate();
    expect(await history()).toEqual(OLD);
  });

  it.each([
    ['after its last statement', []],
    ['before its last statement', ['RENAME TABLE course_history TO course_history_as_text']],
  ])('is carried over when the migration was interrupted %s', async (_, statements) => {
    await run(...statements, forget('0003_history_as_text.sql'));
    await migrate();
    expect(await history()).toEqual(OLD);
  });
});

/** A month ago, in microseconds: of what is older than nobody can undo any more nothing is carried. */
const THEN = (Date.now() - 30 * 24 * 3_600_000) * 1_000;
const FILES = ['1', '2', '3', '4'].map((last) => `0190a0b0-0000-7000-8000-00000000001${last}`);
const [FIRST = '', SECOND = '', THIRD = '', FEED = ''] = FILES;
const UNKNOWN = '0190a0b0-0000-7000-8000-000000000099';

interface Past {
  readonly course: string;
  readonly name: string;
  readonly outcome: string;
  readonly importId: string | null;
  /** Of the file or feed; the higher, the later. */
  readonly time: number;
  readonly source?: number;
  readonly number?: number;
  readonly version?: number;
  readonly person?: number;
}

/** A position names one record of a tenant. */
function numberOf(past: Past): number {
  return past.number ?? 10 + PAST.indexOf(past);
}

/** A record of the past as versions before kept it. */
function record(past: Past): string {
  const cells: Readonly<Record<string, string | number | null>> = {
    ...{ tenant_id: 7, person_id: past.person ?? 11, course_number: past.course, course_name: past.name },
    ...{ course_type: 'OJT', completion_date: '2020-02-29', score: '97.5', status: 'completed' },
    ...{ import_id: past.importId, position_us: THEN + past.time, position_source: past.source ?? 0 },
    ...{ position_number: numberOf(past), version: past.version ?? 0, outcome: past.outcome },
  };
  return COURSE_HISTORY_CELLS.map((name) => cells[name] ?? '\x1e').join('\x1f');
}

const PAST: readonly Past[] = [
  // Replaced twice; current is the third file's.
  { course: 'A', name: 'first', outcome: 'REPLACED', importId: FIRST, time: 1, version: 101 },
  { course: 'A', name: 'second', outcome: 'REPLACED', importId: SECOND, time: 2, version: 102 },
  // Came behind the third file's record: it replaced nothing.
  { course: 'B', name: 'late', outcome: 'LATE', importId: SECOND, time: 2 },
  { course: 'B', name: 'before', outcome: 'REPLACED', importId: FIRST, time: 1, version: 103 },
  // A row of a file that repeats a key, in its batch and in a batch before, never was current for anybody.
  { course: 'C', name: 'repeat', outcome: 'SUPERSEDED', importId: THIRD, time: 3, number: 1 },
  { course: 'C', name: 'repeat', outcome: 'REPLACED', importId: THIRD, time: 3, number: 2, version: 104 },
  // Overtaken within a batch by another file's row: an undo of that one makes it current.
  { course: 'D', name: 'overtaken', outcome: 'SUPERSEDED', importId: SECOND, time: 2 },
  // Of a feed, whose record of a moment before was current for others.
  {
    course: 'E',
    name: 'feed',
    outcome: 'REPLACED',
    importId: FEED,
    time: 1,
    source: 4,
    number: 1,
    version: 105,
  },
  // Of people and imports that are not known any more, and what nobody can undo any more.
  { course: 'F', name: 'strange', outcome: 'REPLACED', importId: FIRST, time: 1, version: 106, person: 12 },
  { course: 'G', name: 'strange', outcome: 'REPLACED', importId: UNKNOWN, time: 1, version: 107 },
  { course: 'H', name: 'old', outcome: 'REPLACED', importId: FIRST, time: -THEN / 2, version: 108 },
  // By an import that came before imports had ids.
  { course: 'I', name: 'text\twith\\n', outcome: 'REPLACED', importId: null, time: 1, version: 109 },
];

const CURRENT: readonly (readonly [
  course: string,
  importId: string,
  time: number,
  source: number,
  number: number,
])[] = [
  ['A', THIRD, 3, 0, 1],
  ['B', THIRD, 3, 0, 2],
  ['C', THIRD, 3, 0, 3],
  ['D', THIRD, 3, 0, 4],
  ['E', FEED, 2, 4, 2],
  ['H', THIRD, -THEN / 2 + 1, 0, 5],
  ['I', THIRD, 3, 0, 6],
];

const line = (
  course: string,
  name: string,
  outcome: string,
  importId: string | null,
  by: string,
  time: number,
) => ({
  ...{ course_number: course, course_name: name, outcome, import_id: importId, replaced_by: by },
  written_us: THEN + time,
});
const CARRIED = [
  line('A', 'first', 'replaced', FIRST, SECOND, 2),
  line('A', 'second', 'replaced', SECOND, THIRD, 3),
  line('B', 'before', 'replaced', FIRST, THIRD, 3),
  line('B', 'late', 'overtaken', SECOND, THIRD, 3),
  line('D', 'overtaken', 'overtaken', SECOND, THIRD, 3),
  line('E', 'feed', 'replaced', FEED, FEED, 2),
  line('I', 'text\twith\\n', 'replaced', null, THIRD, 3),
];

describe('a history that ClickHouse alone has', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase('history_migration', ['aggregator', 'POSTGRES_URL']);
    const { admin } = database;
    await admin.query(
      "INSERT INTO tenants (tenant_id, slug, name) OVERRIDING SYSTEM VALUE VALUES (7, 'history', 'History')",
    );
    await admin.query(
      `INSERT INTO people (tenant_id, person_id, username, username_folded, first_name, last_name, role, people_version)
       OVERRIDING SYSTEM VALUE VALUES (7, 11, 'hal', 'hal', 'Hal', 'History', 'learner', 1)`,
    );
    await admin.query(
      `INSERT INTO imports (import_id, tenant_id, type, source, initiated_by, accepted_us)
       SELECT id, 7, 'courses', 'feed', 'test', number FROM unnest($1::uuid[]) WITH ORDINALITY AS named (id, number)`,
      [FILES],
    );
    for (const [course, importId, time, source, number] of CURRENT)
      await admin.query(
        `INSERT INTO course_records (tenant_id, person_id, course_number, course_name, course_type, completion_date, status,
           import_id, position_us, position_source, position_number, version)
         VALUES (7, 11, $1, 'current', 'OJT', '2020-02-29', 'completed', $2, $3, $4, $5, 1000)`,
        [course, importId, THEN + time, source, number],
      );
    await run('TRUNCATE TABLE course_history');
    await insertRecords('course_history');
    return () => database.drop();
  });

  async function insertRecords(table: string): Promise<void> {
    await using client = connect(NAME);
    const values = PAST.map((past) => ({ record: record(past) }));
    await client.insert({ table, values, format: 'JSONEachRow' });
  }

  async function lines(): Promise<Record<string, unknown>[]> {
    const { rows } = await database.admin.query<Record<string, unknown>>(
      `SELECT course_number, course_name, outcome, import_id, replaced_by, written_at, written_version::int, version::text, score
       FROM course_record_history WHERE tenant_id = 7 ORDER BY course_number, position_us, position_number`,
    );
    return rows;
  }

  async function expectCarried(): Promise<void> {
    const stored = await lines();
    expect(
      stored.map(({ written_at, written_version, version, score, ...row }) => ({
        ...row,
        // PostgreSQL's client reads milliseconds.
        written_us: Math.floor((written_at as Date).getTime()),
      })),
    ).toEqual(
      CARRIED.map(({ written_us, ...row }) => ({ ...row, written_us: Math.floor(written_us / 1_000) })),
    );
    expect(stored.map(({ score }) => score)).toEqual(CARRIED.map(() => '97.5000'));
    expect(new Set(stored.map(({ version }) => version)).size).toBe(CARRIED.length);
    expect(stored.every(({ written_version }) => Number(written_version) > 0)).toBe(true);
    const [unprepared] = (
      await database.admin.query('SELECT count(*)::int AS rows FROM course_record_history_unprepared')
    ).rows as { rows: number }[];
    expect(unprepared?.rows).toBe(0);
  }

  it('is kept under another name by the migration, also one that is interrupted, and an aggregator of the version before goes on', async () => {
    await run(forget(THIS_ONE));
    const text = await readFile(new URL(`../../schemas/clickhouse/${THIS_ONE}`, import.meta.url), 'utf8');
    const [create = '', exchange = ''] = text.split(/;\s*$/m);
    await run(create, exchange);
    await migrate();
    expect(await ask('SELECT count() FROM course_history')).toEqual([[0]]);
    expect(await ask('SELECT count() FROM course_history_before_0010')).toEqual([[PAST.length]]);
    await run(forget(THIS_ONE));
    await migrate();
    expect(await ask('SELECT count() FROM course_history_before_0010')).toEqual([[PAST.length]]);

    await insertRecords('course_history');
    expect(
      await ask(
        `SELECT person_id, course_number, score, outcome, version, record = '' FROM course_history
         WHERE course_number IN ('A', 'B') ORDER BY course_number, position_us`,
      ),
    ).toEqual([
      [11, 'A', 97.5, 'replaced', 101, 0],
      [11, 'A', 97.5, 'replaced', 102, 0],
      [11, 'B', 97.5, 'replaced', 103, 0],
      [11, 'B', 97.5, 'overtaken', THEN + 2 + 12, 0],
    ]);
  });

  it('is carried to PostgreSQL once, with what replaced it and when', async () => {
    await using clickhouse = createClickHouse(settings(), 'test');
    expect(await carryHistory(database.service, clickhouse)).toBe(CARRIED.length);
    await expectCarried();
    expect(
      await ask("SELECT name FROM system.tables WHERE database = currentDatabase() AND name LIKE '%before%'"),
    ).toEqual([]);

    // Interrupted before it was dropped.
    await run('CREATE TABLE course_history_before_0010 AS course_history');
    await insertRecords('course_history_before_0010');
    expect(await carryHistory(database.service, clickhouse)).toBe(0);
    await expectCarried();
    expect(await carryHistory(database.service, clickhouse)).toBe(0);
  });

  it('is carried when an aggregator of the version before has written it, and only then taken away', async () => {
    await using clickhouse = createClickHouse(settings(), 'test');
    await database.admin.query('DELETE FROM course_record_history WHERE tenant_id = 7');
    // Written a moment ago: more may come.
    expect(await carryLeftOver(database.service, clickhouse)).toBe(0);
    await run(
      "ALTER TABLE course_history DELETE WHERE course_number <> 'A' SETTINGS mutations_sync = 1",
      `INSERT INTO course_history (record, written_at) SELECT record, now64(6) - 600 FROM course_history`,
    );
    expect(await carryLeftOver(database.service, clickhouse)).toBe(2);
    expect((await lines()).map(({ course_name }) => course_name)).toEqual(['first', 'second']);
    await run('OPTIMIZE TABLE course_history FINAL');
    expect(await ask('SELECT count() FROM course_history WHERE written_at < now64(6) - 300')).toEqual([[0]]);
  });
});

it('a list of applied migrations that was lost is made again, and no table is migrated twice', async () => {
  await using server = connect();
  await server.command({ query: `DROP DATABASE ${NAME} SYNC` });
  await migrate();
  const applied = () => ask('SELECT name FROM schema_migrations ORDER BY name');
  const before = await applied();
  await run(
    'DROP TABLE course_history_before_0010 SYNC',
    "INSERT INTO course_history (tenant_id, person_id, course_number, version, written_version) VALUES (7, 11, 'A', 1, 2)",
    'DROP TABLE schema_migrations SYNC',
  );
  await migrate();
  expect(await applied()).toEqual(before);
  expect(await ask('SELECT written_version FROM course_history')).toEqual([[2]]);
  expect(
    await ask(
      "SELECT name FROM system.tables WHERE database = currentDatabase() AND name LIKE 'course_hist%'",
    ),
  ).toEqual([['course_history']]);
});
