import { joinReasons, reasonKey } from '#shared/csv/reason.ts';
import { recordFailedRows } from '#shared/events/record-events.ts';
import { type FileFailure, pageOf } from '#shared/imports/failure-page.ts';
import {
  type PageToStore,
  pageKey,
  readFailurePages,
  storeFailurePages,
} from '#shared/imports/stored-failures.ts';
import type { RecordError } from '#shared/kafka/avro/messages.ts';
import type { Client } from '#shared/postgres/pool.ts';

/** A failure of an import that exists. */
export interface ImportFailure extends RecordError {
  readonly importId: string;
  readonly tenantId: number;
}

/**
 * Stores failures. One that was stored before stays as it was: the same row fails for the same reasons. The imports
 * must be locked, since several aggregators may get the same failures.
 */
export async function storeFailures(client: Client, failures: readonly ImportFailure[]): Promise<void> {
  const { ofFiles = [], ofFeeds = [] } = Object.groupBy(failures, isOfFile);
  await storeFileFailures(client, ofFiles);
  await storeFeedFailures(client, ofFeeds);
}

/** Records of a bounded feed have row numbers too, but their values are nowhere else. */
function isOfFile({ source, record }: ImportFailure): 'ofFiles' | 'ofFeeds' {
  return source === 0 && record === null ? 'ofFiles' : 'ofFeeds';
}

/** Rows of files, whose values are in the file, go to pages. */
async function storeFileFailures(client: Client, failures: readonly ImportFailure[]): Promise<void> {
  if (failures.length === 0) return;
  const arrived = Map.groupBy(await withoutStoredRows(client, failures), ({ importId, number }) =>
    pageKey({ importId, page: pageOf(number) }),
  );
  const pages = [...arrived.values()].flatMap(([first]) =>
    first === undefined
      ? []
      : [{ importId: first.importId, tenantId: first.tenantId, page: pageOf(first.number) }],
  );
  const stored = await readFailurePages(client, pages);
  const changed: PageToStore[] = [];
  for (const page of pages) {
    const key = pageKey(page);
    const before = stored.get(key) ?? [];
    const known = new Map(before.map((failure) => [failure.number, failure]));
    for (const failure of arrived.get(key) ?? [])
      if (!known.has(failure.number)) known.set(failure.number, toFileFailure(failure));
    if (known.size === before.length) continue;
    const all = [...known.values()].toSorted((a, b) => a.number - b.number);
    changed.push({ ...page, failures: all });
  }
  await storeFailurePages(client, changed);
}

/** Leaves out what the version before has stored as rows, of imports that were in progress when it was replaced. */
async function withoutStoredRows(
  client: Client,
  failures: readonly ImportFailure[],
): Promise<readonly ImportFailure[]> {
  const { rows } = await client.query<{ import_id: string; number: number }>(
    `SELECT import_id, number FROM import_failures
     JOIN unnest($1::uuid[], $2::bigint[]) AS failed (import_id, number) USING (import_id, number)
     WHERE source = 0 AND import_id IN (
       SELECT id FROM unnest($3::uuid[]) AS id
       WHERE EXISTS (SELECT FROM import_failures f WHERE f.import_id = id AND f.source = 0))`,
    [
      failures.map(({ importId }) => importId),
      failures.map(({ number }) => number),
      [...new Set(failures.map(({ importId }) => importId))],
    ],
  );
  if (rows.length === 0) return failures;
  const stored = new Set(rows.map((row) => `${row.import_id} ${row.number}`));
  return failures.filter(({ importId, number }) => !stored.has(`${importId} ${number}`));
}

function toFileFailure({ number, reasons }: ImportFailure): FileFailure {
  return { number, codes: codesOf(reasons), errors: storable(joinReasons(reasons)) };
}

/** Records of feeds are in no file: each is kept with its failure. */
async function storeFeedFailures(client: Client, failures: readonly ImportFailure[]): Promise<void> {
  if (failures.length === 0) return;
  const { rows } = await client.query<{ import_id: string }>(
    `WITH stored AS (
       INSERT INTO import_failures (import_id, source, number, tenant_id, codes, errors, record)
       SELECT import_id, source, number, tenant_id, string_to_array(codes, ','), errors, record
       FROM unnest($1::uuid[], $2::int[], $3::bigint[], $4::int[], $5::text[], $6::text[], $7::bytea[])
         AS failed (import_id, source, number, tenant_id, codes, errors, record)
       ON CONFLICT (import_id, source, number) DO NOTHING
       RETURNING import_id
     )
     SELECT DISTINCT import_id FROM stored`,
    [
      failures.map(({ importId }) => importId),
      failures.map(({ source }) => source),
      failures.map(({ number }) => number),
      failures.map(({ tenantId }) => tenantId),
      failures.map(({ reasons }) => codesOf(reasons).join(',')),
      failures.map(({ reasons }) => storable(joinReasons(reasons))),
      failures.map(({ record }) => record),
    ],
  );
  await recordFailedRows(
    client,
    rows.map((row) => row.import_id),
  );
}

function codesOf(reasons: RecordError['reasons']): string[] {
  const [first] = reasons;
  // Nearly all rows have one reason: there may be tens of thousands of them in a flush.
  if (first !== undefined && reasons.length === 1) return [reasonKey(first)];
  return [...new Set(reasons.map(reasonKey))];
}

/** PostgreSQL holds neither NUL nor half a character, and one message's must not hold up everything behind it. */
function storable(text: string): string {
  return (text.includes('\0') ? text.replaceAll('\0', '\ufffd') : text).toWellFormed();
}
