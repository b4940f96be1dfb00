import { splitReasons } from '#shared/csv/reason.ts';
import { LmsError } from '#shared/errors.ts';
import { readSamples } from '#shared/imports/classify-courses-sql.ts';
import { type FileFailure, pageOf } from '#shared/imports/failure-page.ts';
import { pageKey, readFailurePages } from '#shared/imports/stored-failures.ts';
import type { ObjectStore } from '#shared/object-store/object-store.ts';
import type { Pool, Queryable } from '#shared/postgres/pool.ts';
import { asTenant } from '#shared/postgres/transaction.ts';
import type { Tenant } from '../http/caller.ts';
import type { FileResults } from './find-results.ts';
import { findPeople, type NamedRecord, recordReader } from './original-identity.ts';
import { type OriginalRow, originalRows } from './original-rows.ts';
import type { RowWithResult } from './row-results.ts';
import { type RowView, recordKey } from './row-view.ts';
import { type Change, type CourseValues, changesBetween, findWritten } from './written-records.ts';

/** A row as its file has it. */
interface ReadRow extends RowWithResult {
  readonly line: number;
  readonly named: NamedRecord;
}

/** What the database says of a row beyond its result. */
interface StoredRow {
  readonly personId: number | null;
  readonly record: string | null;
  readonly changes: readonly Change[];
}

/**
 * Rows of a file as they are shown, which are read from the file from its beginning to the last of them.
 *
 * @param rows in their order
 */
export async function viewFileRows(
  tools: { readonly pool: Pool; readonly objects: ObjectStore },
  tenant: Tenant,
  found: FileResults,
  rows: readonly RowWithResult[],
): Promise<RowView[]> {
  if (rows.length === 0) return [];
  const original = await tools.objects.read(found.originalKey);
  const read = await readRows(original, found, rows);
  return asTenant(tools.pool, tenant.slug, async (client) => {
    const stored = await storedRows(client, tenant, found, read);
    const failures = await failuresOf(client, tenant, found, read);
    return read.map(({ row, line, result }) => {
      const { personId = null, record = null, changes = [] } = stored.get(row) ?? {};
      const failure = failures.get(row);
      return {
        line,
        result,
        personId: personId === null ? null : String(personId),
        ...recordKey(found.type, record),
        changes,
        errors: failure === undefined ? [] : splitReasons(failure.codes, failure.errors),
      };
    });
  });
}

async function readRows(
  original: AsyncIterable<Uint8Array>,
  { type, parseSettings }: FileResults,
  rows: readonly RowWithResult[],
): Promise<ReadRow[]> {
  let readNamed: ((row: OriginalRow) => NamedRecord) | undefined;
  const read: ReadRow[] = [];
  for await (const some of originalRows(original, parseSettings.dialect, rows[0]?.row)) {
    for (const one of some) {
      readNamed ??= recordReader(type, one.record.cells, parseSettings);
      const wanted = rows[read.length];
      if (wanted?.row === one.row) read.push({ ...wanted, line: one.line, named: readNamed(one) });
    }
    if (read.length === rows.length) return read;
  }
  throw new LmsError('unexpected', `The original has no row ${rows[read.length]?.row}`);
}

async function storedRows(
  client: Queryable,
  tenant: Tenant,
  found: FileResults,
  rows: readonly ReadRow[],
): Promise<Map<number, StoredRow>> {
  const people = await findPeople(
    client,
    tenant.id,
    rows.map(({ named }) => named),
  );
  const stored = new Map<number, StoredRow>(
    rows.map(({ row, named }, index) => [
      row,
      { personId: people[index] ?? null, record: named.record, changes: [] },
    ]),
  );
  if (!found.isApplied) await addChecked(client, tenant, found, rows, stored);
  else if (found.type === 'courses') await addWritten(client, tenant, found, rows, stored);
  return stored;
}

const WRITTEN: readonly string[] = ['added', 'overwritten', 'unchanged'];

/** Adds what rows wrote, and what that changed. */
async function addWritten(
  client: Queryable,
  tenant: Tenant,
  { importId }: FileResults,
  rows: readonly ReadRow[],
  stored: Map<number, StoredRow>,
): Promise<void> {
  const writing = rows.filter(({ result }) => WRITTEN.includes(result));
  const written = await findWritten(
    client,
    tenant.id,
    importId,
    writing.map(({ row }) => ({
      row,
      personId: stored.get(row)?.personId ?? null,
      courseNumber: stored.get(row)?.record ?? null,
    })),
  );
  for (const { row, personId, courseNumber, written: to, before } of written.values())
    stored.set(row, {
      personId,
      record: courseNumber,
      changes: before === null ? [] : changesBetween(before, to),
    });
}

/** Adds what a check has found: whose record valid rows are, which, and what they would change. */
async function addChecked(
  client: Queryable,
  tenant: Tenant,
  { type, storedUnder, outcomeSettings }: FileResults,
  rows: readonly ReadRow[],
  stored: Map<number, StoredRow>,
): Promise<void> {
  const key = type === 'courses' ? 'course_number' : 'certification_name';
  const { rows: valid } = await client.query<{ row_number: number; person_id: number; record: string }>(
    `SELECT row_number, person_id, ${key} AS record FROM checked_${type}
     WHERE tenant_id = $1 AND import_id = $2 AND row_number = ANY ($3::bigint[])`,
    [tenant.id, storedUnder, rows.map(({ row }) => row)],
  );
  for (const { row_number, person_id, record } of valid)
    stored.set(row_number, { personId: person_id, record, changes: [] });
  const overwriting = rows.filter(({ result }) => result === 'overwritten').map(({ row }) => row);
  if (overwriting.length === 0) return;
  const { rows: samples } = await client.query<{
    row_number: number;
    person_id: number;
    record: string;
    before: CourseValues;
    after: CourseValues;
  }>(readSamples(outcomeSettings), [storedUnder, tenant.id, overwriting]);
  for (const { row_number, person_id, record, before, after } of samples)
    stored.set(row_number, { personId: person_id, record, changes: changesBetween(before, after) });
}

async function failuresOf(
  client: Queryable,
  { id: tenantId }: Tenant,
  { storedUnder: importId }: FileResults,
  rows: readonly ReadRow[],
): Promise<Map<number, FileFailure>> {
  const failed = rows.filter(({ result }) => result === 'failed').map(({ row }) => row);
  const pages = [...new Set(failed.map(pageOf))].map((page) => ({ importId, tenantId, page }));
  if (pages.length === 0) return new Map();
  const stored = await readFailurePages(client, pages);
  return new Map(
    pages.flatMap((page) =>
      (stored.get(pageKey(page)) ?? []).map((failure): [number, FileFailure] => [failure.number, failure]),
    ),
  );
}
