import { setTimeout as wait } from 'node:timers/promises';
import type { RecordType } from '#shared/csv/record-types.ts';
import { LmsError } from '#shared/errors.ts';
import type { CheckResult, CheckSample } from '#shared/imports/check-result.ts';
import {
  countCourses,
  countKept,
  type OutcomeSettings,
  readSamples,
} from '#shared/imports/classify-courses-sql.ts';
import { readWithoutTimeouts } from '#shared/mirror/long-statement.ts';
import type { Client, Pool, Queryable } from '#shared/postgres/pool.ts';
import { inTransaction } from '#shared/postgres/transaction.ts';
import { recordTable } from '#shared/records/record-table.ts';
import { type NamedRows, resultsOfRows, storeResults } from './results-of-rows.ts';

/** A check run whose rows have all been kept. */
export interface CheckToConclude {
  readonly importId: string;
  readonly tenantId: number;
  readonly type: RecordType;
}

/** Comparing the largest file takes a minute on a slow disk; only a server that answers nothing takes longer. */
const ANSWER_WITHIN_MS = 10 * 60_000;

/**
 * Compares a check run's rows with the records and stores what it found (tables `import_checks` and `import_row_results`).
 * May be done again, and by two processes at once.
 *
 * @param signal ends it soon
 */
export async function concludeCheck(pool: Pool, check: CheckToConclude, signal: AbortSignal): Promise<void> {
  const settings = await outcomeSettings(pool, check);
  const checkedVersion = await versionBefore(pool, signal);
  const { result, named, seenVersions, readAt } = await readWithoutTimeouts(pool, signal, async (client) => {
    // What is counted and what is shown of it are of one moment.
    await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
    return check.type === 'courses'
      ? compareCourses(client, check, settings, checkedVersion)
      : countCertifications(client, check);
  });
  const results = await resultsOfRows(pool, check, named);
  await inTransaction(pool, async (client) => {
    await storeResults(client, check, results);
    await storeCheck(client, check, { result, checkedVersion, seenVersions, readAt });
  });
}

async function storeCheck(
  client: Queryable,
  { importId }: CheckToConclude,
  {
    result,
    checkedVersion,
    seenVersions,
    readAt,
  }: Omit<Found, 'named'> & { readonly checkedVersion: number },
): Promise<void> {
  await client.query(
    `INSERT INTO import_checks (import_id, tenant_id, result, checked_version, seen_versions, checked_at)
     SELECT import_id, tenant_id, $2, $3, $4, $5 FROM imports WHERE import_id = $1
     ON CONFLICT (import_id) DO UPDATE SET result = excluded.result, checked_version = excluded.checked_version,
       seen_versions = excluded.seen_versions, checked_at = excluded.checked_at`,
    [importId, JSON.stringify(result), checkedVersion, seenVersions, readAt],
  );
}

interface Found {
  readonly result: CheckResult;
  readonly named: NamedRows;
  /** Versions above the one that was asked for, of records that the file meets. */
  readonly seenVersions: readonly number[];
  readonly readAt: Date;
}

/** The settings of the import that the check run is of. */
async function outcomeSettings(client: Queryable, { importId }: CheckToConclude): Promise<OutcomeSettings> {
  const { rows } = await client.query<{ settings: Partial<OutcomeSettings> }>(
    `SELECT checked.settings FROM imports AS run JOIN imports AS checked ON checked.import_id = run.check_of
     WHERE run.import_id = $1`,
    [importId],
  );
  const { blanks = 'clear', olderRecords = 'overwrite' } = rows[0]?.settings ?? {};
  return { blanks, olderRecords };
}

/**
 * How long a check waits for writers to commit. PostgreSQL ends a writer's transaction after 30 s (schemas/postgres,
 * 0010_stalls.sql), so what is open for longer writes no records. With less, what a slow writer commits later would not
 * count as changed since; with more, any transaction that somebody leaves open would hold up checks for as long.
 */
const WRITERS_WITHIN_MS = 35_000;
const POLL_MS = 20;

/**
 * A version such that every record with it or a lower one can be seen from now on: versions are taken before their
 * transactions commit, so those that are open are waited for.
 */
async function versionBefore(client: Queryable, signal: AbortSignal): Promise<number> {
  const taken = await client.query<{ version: number }>('SELECT last_value AS version FROM record_version');
  // After the version: whoever has taken that version, or a lower one, had a number below this before. (The end of a
  // snapshot would not do: it lies below the numbers of transactions that are still open.)
  const { rows } = await client.query<{ next: string }>(
    'SELECT (pg_current_xact_id()::text::numeric + 1)::text AS next',
  );
  const deadline = Date.now() + WRITERS_WITHIN_MS;
  while (Date.now() < deadline) {
    const { rows: ended } = await client.query(
      'SELECT WHERE pg_snapshot_xmin(pg_current_snapshot()) >= $1::xid8',
      [rows[0]?.next],
    );
    if (ended.length > 0) break;
    await wait(POLL_MS, undefined, { signal });
  }
  return taken.rows[0]?.version ?? 0;
}

interface PagesRow {
  readonly pages: readonly string[];
  readonly letters: readonly string[];
}

interface CoursesRow extends PagesRow {
  readonly records: number;
  readonly added: number;
  readonly overwritten: number;
  readonly loses_values: number;
  readonly replaces_newer: number;
  readonly samples: readonly string[];
  readonly seen_versions: readonly string[];
}

async function compareCourses(
  client: Client,
  check: CheckToConclude,
  settings: OutcomeSettings,
  checkedVersion: number,
): Promise<Found> {
  const values = [check.importId, check.tenantId];
  const { rows, people, readAt } = await countPeople(client, check);
  const compared = await ask<CoursesRow>(client, countCourses(settings), [...values, checkedVersion]);
  const keeping =
    settings.olderRecords === 'overwrite'
      ? undefined
      : await ask<PagesRow & { kept: number }>(client, countKept(settings), values);
  const kept = keeping?.kept ?? 0;
  const samples = await samplesOf(client, check, settings, compared.samples);
  return {
    result: {
      added: compared.added,
      overwritten: compared.overwritten,
      unchanged: compared.records - compared.added - compared.overwritten,
      superseded: rows - kept - compared.records,
      kept,
      people,
      losesValues: compared.loses_values,
      replacesNewer: compared.replaces_newer,
      samples,
    },
    named: { others: 's', pages: [compared, ...(keeping === undefined ? [] : [keeping])].flatMap(pagesIn) },
    seenVersions: compared.seen_versions.map(Number),
    readAt,
  };
}

function pagesIn({ pages, letters }: PagesRow): NamedRows['pages'] {
  return pages.map((page, index) => ({ page: Number(page), letters: letters[index] ?? '' }));
}

/** Every valid row adds a record. */
async function countCertifications(client: Client, check: CheckToConclude): Promise<Found> {
  const { rows, people, readAt } = await countPeople(client, check);
  const nothing = { overwritten: 0, unchanged: 0, superseded: 0, kept: 0, losesValues: 0, replacesNewer: 0 };
  return {
    result: { ...nothing, added: rows, people, samples: [] },
    named: { others: 'a', pages: [] },
    seenVersions: [],
    readAt,
  };
}

async function countPeople(client: Client, { importId, type }: CheckToConclude) {
  return ask<{ rows: number; people: number; readAt: Date }>(
    client,
    `SELECT coalesce(sum(rows), 0)::bigint AS rows, count(*) AS people, now() AS "readAt"
     FROM (SELECT count(*) AS rows FROM checked_${type} WHERE import_id = $1 GROUP BY person_id) AS of_person`,
    [importId],
  );
}

interface SampleRow {
  readonly row_number: number;
  readonly person_id: number;
  readonly record: string;
  readonly before: Readonly<Record<string, string | number | null>>;
  readonly after: Readonly<Record<string, string | number | null>>;
}

async function samplesOf(
  client: Client,
  { importId, tenantId }: CheckToConclude,
  settings: OutcomeSettings,
  rowNumbers: readonly string[],
): Promise<CheckSample[]> {
  if (rowNumbers.length === 0) return [];
  const rows = await read<SampleRow>(client, readSamples(settings), [importId, tenantId, rowNumbers]);
  const fields = recordTable('courses').stored.map(({ column }) => column.field);
  return rows.map(({ row_number, person_id, record, before, after }) => ({
    row: row_number,
    personId: person_id,
    record,
    changes: fields
      .filter((field) => before[field] !== after[field])
      .map((field) => ({ field, from: before[field] ?? null, to: after[field] ?? null })),
  }));
}

async function ask<Row extends object>(client: Client, text: string, values: unknown[]): Promise<Row> {
  const [row] = await read<Row>(client, text, values);
  if (row === undefined) throw new LmsError('unexpected', 'An aggregate returned no row');
  return row;
}

async function read<Row extends object>(client: Client, text: string, values: unknown[]): Promise<Row[]> {
  const query = { text, values, query_timeout: ANSWER_WITHIN_MS };
  const { rows } = await client.query<Row>(query);
  return rows;
}
