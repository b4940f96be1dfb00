import type { Dialect } from '#shared/csv/dialect.ts';
import { readRecords } from '#shared/csv/records.ts';
import { LmsError } from '#shared/errors.ts';
import { discardImports } from '#shared/imports/discard-imports.ts';
import { pageOf } from '#shared/imports/failure-page.ts';
import { type ImportStatus, isUnapplied } from '#shared/imports/import-view.ts';
import {
  BEFORE_FIRST_PAGE,
  nextFailurePage,
  type PageToStore,
  pageKey,
  readFailurePages,
  storeFailurePages,
} from '#shared/imports/stored-failures.ts';
import { insertRemovals } from '#shared/object-store/intents.ts';
import type { ObjectStore } from '#shared/object-store/object-store.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import { releaseFiles } from '#shared/retention/release-files.ts';
import { names, occursIn, type Person } from './person.ts';

/** What stands where a failure's words were. */
const REMOVED = 'Removed with the person it was about';
/** Failed records of feeds read at once; each is up to a megabyte. */
const PAGE = 50;

interface StoredFile {
  readonly import_id: string;
  readonly original_key: string;
  readonly status: ImportStatus;
  /** Null when it is not known yet how the file is read. */
  readonly dialect: Dialect | null;
}

/**
 * Removes the files of the tenant's imports that name the person, and the words of their failures. Imports in progress
 * are left out: their rows are still read from their files (`untilImportsEnd` waits for them). A file is removed as a
 * whole, its other rows with it: records and counts stay, and rewriting what somebody uploaded would leave a file that
 * nobody uploaded. An import that is checked and not applied has nothing else, and is discarded, and so is one that
 * waits for settings without which its file cannot be read.
 *
 * @param seen imports that were looked at before; those looked at now are added
 * @returns how many imports lost their files
 */
export async function cleanFiles(
  client: Queryable,
  store: ObjectStore,
  person: Person,
  seen: Set<string>,
): Promise<number> {
  let cleaned = 0;
  for (const file of await storedFiles(client, person.tenantId)) {
    if (seen.has(file.import_id)) continue;
    seen.add(file.import_id);
    if (isUnapplied(file.status)) {
      if (await isNamedInUnapplied(client, store, person, file))
        cleaned += (await discardImports(client, [file.import_id], 'operator')).length;
      continue;
    }
    const rows = await rowsNaming(client, store, person, file);
    if (rows.length === 0) continue;
    await removeFailures(client, file.import_id, 0, rows);
    await removeFromPages(client, { importId: file.import_id, tenantId: person.tenantId }, rows);
    cleaned += (await releaseFiles(client, [file.import_id], 'operator')).length;
  }
  const feeds = await cleanFeedFailures(client, person);
  await releaseFiles(client, feeds, 'operator');
  await removeRunningFeedFiles(client, feeds);
  return cleaned + feeds.length;
}

async function storedFiles(client: Queryable, tenantId: number): Promise<StoredFile[]> {
  const { rows } = await client.query<StoredFile>(
    `SELECT import_id, original_key, status, parse_settings -> 'dialect' AS dialect FROM imports
     WHERE tenant_id = $1 AND status NOT IN ('in_progress', 'discarded') AND check_of IS NULL
       AND original_key IS NOT NULL ORDER BY accepted_us`,
    [tenantId],
  );
  return rows;
}

async function isNamedInUnapplied(
  client: Queryable,
  store: ObjectStore,
  person: Person,
  file: StoredFile,
): Promise<boolean> {
  return file.dialect === null || (await rowsNaming(client, store, person, file)).length > 0;
}

/**
 * The numbers of the rows that name the person: by the original or, if it was deleted, by the texts of their failures.
 */
async function rowsNaming(
  client: Queryable,
  store: ObjectStore,
  person: Person,
  file: StoredFile,
): Promise<number[]> {
  try {
    if (file.dialect === null) return [];
    return await rowsOfOriginal(person, await store.read(file.original_key), file.dialect);
  } catch (error) {
    if (!(error instanceof LmsError) || error.code !== 'missing') throw error;
    const found: number[] = [];
    let page = await nextFailurePage(client, file.import_id, BEFORE_FIRST_PAGE);
    while (page !== undefined) {
      for (const { number, errors } of page.failures) if (occursIn(person, errors)) found.push(number);
      page = await nextFailurePage(client, file.import_id, page.page);
    }
    return found;
  }
}

/** The numbers of the rows in which some cell is the person's username or employee id. */
async function rowsOfOriginal(
  person: Person,
  bytes: AsyncIterable<Uint8Array>,
  dialect: Dialect,
): Promise<number[]> {
  const found: number[] = [];
  // The header is record 0.
  let row = 0;
  for await (const records of readRecords(bytes, dialect)) {
    for (const { cells, raw } of records) {
      const isNamed =
        cells.some((cell) => names(person, cell)) || (raw !== undefined && occursIn(person, raw));
      if (isNamed && row > 0) found.push(row);
      row += 1;
    }
  }
  return found;
}

/** A feed has no file: its failed records are kept themselves, and its error file is made of them. */
async function cleanFeedFailures(client: Queryable, person: Person): Promise<string[]> {
  const touched = new Set<string>();
  let after: [string, number, number] = ['00000000-0000-0000-0000-000000000000', -1, -1];
  while (true) {
    const { rows } = await client.query<{
      import_id: string;
      source: number;
      number: number;
      record: Buffer;
    }>(
      `SELECT import_id, source, number, record FROM import_failures
       WHERE tenant_id = $1 AND record IS NOT NULL AND (import_id, source, number) > ($2, $3, $4)
       ORDER BY import_id, source, number LIMIT $5`,
      [person.tenantId, ...after, PAGE],
    );
    for (const { import_id: importId, source, number, record } of rows) {
      // Encoded as Avro, a text is its own UTF-8 bytes.
      if (!occursIn(person, record.toString('utf8'))) continue;
      await removeFailures(client, importId, source, [number]);
      touched.add(importId);
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return [...touched];
    after = [last.import_id, last.source, last.number];
  }
}

/**
 * The file of a feed that runs is written again without the person; whoever writes it just now has read of them, and loses the
 * lease.
 */
async function removeRunningFeedFiles(client: Queryable, importIds: readonly string[]): Promise<void> {
  await client.query(
    `WITH running AS (
       UPDATE imports SET error_file_key = NULL, error_file_failures = NULL, revision = revision + 1
       WHERE import_id = ANY($1::uuid[]) AND status = 'in_progress'
       RETURNING import_id, tenant_id, old.error_file_key AS key
     ), fenced AS (
       UPDATE error_file_leases AS lease SET fencing_token = lease.fencing_token + 1
       FROM running WHERE lease.import_id = running.import_id
     )
     ${insertRemovals('running WHERE key IS NOT NULL')}`,
    [importIds],
  );
}

/** The row stays: an import is finished only when it has as many failures as were counted. */
async function removeFailures(
  client: Queryable,
  importId: string,
  source: number,
  numbers: readonly number[],
): Promise<void> {
  await client.query(
    `UPDATE import_failures SET errors = $4, record = CASE WHEN record IS NULL THEN NULL ELSE ''::bytea END
     WHERE import_id = $1 AND source = $2 AND number = ANY($3::bigint[])`,
    [importId, source, numbers, REMOVED],
  );
}

/** As {@link removeFailures}, where the failures are stored in pages. */
async function removeFromPages(
  client: Queryable,
  owner: Pick<PageToStore, 'importId' | 'tenantId'>,
  numbers: readonly number[],
): Promise<void> {
  const pages = [...new Set(numbers.map(pageOf))].map((page) => ({ ...owner, page }));
  const stored = await readFailurePages(client, pages);
  const removed = new Set(numbers);
  await storeFailurePages(
    client,
    pages.flatMap((page) => {
      const failures = stored.get(pageKey(page));
      if (failures === undefined) return [];
      const cleaned = failures.map((one) => (removed.has(one.number) ? { ...one, errors: REMOVED } : one));
      return [{ ...page, failures: cleaned }];
    }),
  );
}
