import pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { createClickHouse } from '#shared/clickhouse/client.ts';
import { COURSE_COLUMNS } from '#shared/clickhouse/mirror-columns.ts';
import { createLogger } from '#shared/runtime/logging.ts';
import { createMetrics } from '../../services/aggregator/metrics.ts';
import { mirrorHistory } from '../../services/aggregator/mirror/mirror-history.ts';
import { loadPeople } from '../support/commands.ts';
import { COURSE_HEADER, toCsv } from '../support/csv.ts';
import { historyMirrored } from '../support/history-mirrored.ts';
import { acceptAndHold, letFinish } from '../support/hold-import.ts';
import { clickhouse, endpoints, eventually, finished, importFile, sql } from '../support/product.ts';
import { createTestDatabase } from './writer/test-database.ts';

const COLUMNS = [...COURSE_COLUMNS, 'outcome', 'replaced_by'];

type Line = Readonly<Record<string, string | number | null>>;

const FULL = {
  'Course Number': 'PAST-1\\t',
  'Course Name': 'Tab\tand "quote", ok',
  'Course Type': 'ILT',
  'Start Date': '1999-12-31',
  'Completion Date': '2020-02-29',
  Score: '87.5',
  'Duration Minutes': '90',
  Credits: '0.25',
  Instructor: 'Zoë Ångström',
  Provider: '\\N',
  Location: "it's {1,2}",
  Notes: 'two\nlines\\',
};
const SPARE = {
  'Course Number': 'PAST-2',
  'Course Name': 'Only what must be there',
  'Course Type': 'OJT',
  'Completion Date': '2021-01-01',
};

describe('what was replaced', () => {
  let personId: number;
  let imports: string[];
  let past: Line[];

  const shown = () =>
    clickhouse<Line>(
      `SELECT ${COLUMNS.join(', ')} FROM course_history FINAL WHERE person_id = {personId: UInt64} ORDER BY position_number`,
      { personId },
    );

  beforeAll(async () => {
    await loadPeople('acme', [{ username: 'past.person', employeeId: 'PAST' }]);
    const toFile = (...rows: Readonly<Record<string, string>>[]) =>
      toCsv(
        COURSE_HEADER,
        rows.map((row) => ({ Username: 'past.person', ...row })),
      );
    const first = await importFile(toFile(FULL, { ...SPARE, Notes: 'repeated in its own file' }, SPARE));
    const second = await importFile(
      toFile({ ...FULL, 'Course Name': 'New' }, { ...SPARE, 'Course Name': 'New' }),
    );
    imports = [first.id, second.id];
    const [person] = await sql<{ person_id: string }>(
      "SELECT person_id FROM people WHERE username = 'past.person'",
    );
    personId = Number(person?.person_id);
    await historyMirrored();
    past = await shown();
  });

  it('reads in ClickHouse as it was, whatever its texts hold', () => {
    expect(past).toEqual([
      expect.objectContaining({
        person_id: personId,
        course_number: 'PAST-1\\t',
        course_name: 'Tab\tand "quote", ok',
        course_type: 'ILT',
        start_date: '1999-12-31',
        completion_date: '2020-02-29',
        score: 87.5,
        duration_minutes: 90,
        credits: 0.25,
        instructor: 'Zoë Ångström',
        provider: '\\N',
        location: "it's {1,2}",
        notes: 'two\nlines\\',
        status: 'completed',
        import_id: imports[0],
        position_source: 0,
        position_number: 1,
        outcome: 'replaced',
        replaced_by: imports[1],
      }),
      expect.objectContaining({
        course_number: 'PAST-2',
        course_name: 'Only what must be there',
        start_date: null,
        score: null,
        duration_minutes: null,
        credits: null,
        instructor: null,
        provider: null,
        location: null,
        notes: null,
        position_number: 3,
        outcome: 'replaced',
      }),
    ]);
  });

  it('has a lower version than what replaced it', async () => {
    const current = await clickhouse<{ version: number; import_id: string }>(
      'SELECT version, import_id FROM course_records FINAL WHERE person_id = {personId: UInt64}',
      { personId },
    );
    expect(current.map(({ import_id }) => import_id)).toEqual([imports[1], imports[1]]);
    for (const { version } of current)
      expect(version).toBeGreaterThan(Math.max(...past.map((line) => Number(line['version']))));
  });

  it('is copied again when its outcome changes, as an undo changes it', async () => {
    await sql(
      `UPDATE course_record_history SET outcome = 'undone', written_version = nextval('record_version')
       WHERE person_id = $1 AND course_number = 'PAST-2'`,
      [personId],
    );
    await historyMirrored();
    expect((await shown()).map(({ outcome }) => outcome)).toEqual(['replaced', 'undone']);
  });

  it('is copied seldom while an import runs, and not never', async () => {
    const copiedAfter = async (time: number): Promise<number> => {
      const [row] = await eventually(
        () => sql<{ as_of: Date }>('SELECT as_of FROM history_mirror'),
        ([found]) => Number(found?.as_of) > time,
      );
      return Number(row?.as_of);
    };
    const { id } = await acceptAndHold(
      toCsv(COURSE_HEADER, [{ Username: 'past.person', ...SPARE, 'Course Number': 'PAST-HELD' }]),
    );
    const first = await copiedAfter(Date.now());
    const second = await copiedAfter(first);
    await letFinish(id);
    // Ten times the second that it is here.
    expect(second - first).toBeGreaterThan(9_000);
    await finished(id);
    const third = await copiedAfter(Date.now());
    expect((await copiedAfter(third)) - third).toBeLessThan(3_500);
  });

  it('is copied whichever transaction takes its version first and commits last', async () => {
    const insert = (number: string) =>
      `INSERT INTO course_record_history
       SELECT (jsonb_populate_record(line, jsonb_build_object('course_number', '${number}', 'written_version', nextval('record_version')))).*
       FROM course_record_history AS line WHERE person_id = ${personId} AND course_number = 'PAST-2'`;
    const client = new pg.Client({ connectionString: endpoints().postgres.url });
    await client.connect();
    await client.query('BEGIN');
    await client.query(insert('PAST-LATE'));
    // Committed with a higher version while the lower one is not.
    await sql(insert('PAST-SOON'));
    const [latest] = await sql<{ version: string }>('SELECT last_value AS version FROM record_version');
    await eventually(
      () => sql<{ seen: string }>('SELECT coalesce(next_version, version) AS seen FROM history_mirror'),
      ([row]) => Number(row?.seen) >= Number(latest?.version),
    );
    await client.query('COMMIT');
    await client.end();
    await historyMirrored();
    const numbers = (await shown()).map(({ course_number }) => course_number);
    expect(numbers).toEqual(expect.arrayContaining(['PAST-LATE', 'PAST-SOON']));
  });
});

it('is left where it is as soon as an import begins, and copied on after it', async () => {
  const database = await createTestDatabase('history_makes_way', ['aggregator', 'POSTGRES_URL']);
  const { url, database: name, username, password } = endpoints().clickhouse;
  const mirror = createClickHouse(
    {
      CLICKHOUSE_URL: url,
      CLICKHOUSE_DATABASE: name,
      CLICKHOUSE_USERNAME: username,
      CLICKHOUSE_PASSWORD: password,
    },
    'test',
  );
  const { admin, service: pool } = database;
  await admin.query("INSERT INTO tenants (slug, name) VALUES ('t', 'T')");
  // Of a tenant that the mirror has no other line of.
  await admin.query(
    `INSERT INTO course_record_history (tenant_id, person_id, course_number, course_name, course_type, completion_date, status,
       position_us, position_source, position_number, version, outcome, written_version)
     SELECT 2000000001, 1, 'WAY-' || version, 'Old', 'OJT', '2020-01-01', 'completed', 1, 0, 1, version, 'replaced', version
     FROM unnest(ARRAY[10, 200, 900]) AS version`,
  );
  await admin.query("SELECT setval('record_version', 1000)");
  const beginImport = () =>
    admin.query(
      `INSERT INTO imports (tenant_id, type, source, initiated_by, accepted_us, files_removed_at)
       SELECT tenant_id, 'courses', 'file', 'test', 1, now() FROM tenants`,
    );
  const clickhouseThat = (inserted: () => Promise<unknown>) =>
    Object.assign(Object.create(mirror) as typeof mirror, {
      insert: async (...values: Parameters<typeof mirror.insert>) => {
        const result = await mirror.insert(...values);
        await inserted();
        return result;
      },
    });
  const copy = (inserted: () => Promise<unknown>) =>
    mirrorHistory(
      {
        pool,
        clickhouse: clickhouseThat(inserted),
        metrics: createMetrics(),
        logger: createLogger('test', 'silent'),
      },
      AbortSignal.timeout(60_000),
      3_600,
    );
  const copied = async () =>
    (
      await clickhouse<{ number: string }>(
        'SELECT course_number AS number FROM course_history FINAL WHERE tenant_id = 2000000001 ORDER BY version',
      )
    ).map(({ number }) => number);
  try {
    await copy(beginImport);
    expect(await copied()).toEqual(['WAY-10']);
    await admin.query("UPDATE imports SET status = 'complete'");
    await copy(async () => undefined);
    expect(await copied()).toEqual(['WAY-10', 'WAY-200', 'WAY-900']);
  } finally {
    await mirror.command({ query: 'ALTER TABLE course_history DELETE WHERE tenant_id = 2000000001' });
    await mirror.close();
    await database.drop();
  }
});
