import { CERTIFICATION_COLUMNS, COURSE_COLUMNS, type Columns } from '#shared/clickhouse/mirror-columns.ts';
import { tabSeparatedLine } from '#shared/clickhouse/tab-separated.ts';
import { LmsError } from '#shared/errors.ts';
import type { RowResultLetter } from '#shared/imports/row-results.ts';
import type { MirrorRows } from '#shared/kafka/avro/messages.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import type { ImportProgress } from './import-progress.ts';
import { packLines } from './mirror-rows.ts';
import { undoCertifications } from './undo-certifications.ts';
import { undoCourses } from './undo-courses.ts';
import type { TakenBack, UndoneBatch, UndoneRow } from './undone-row.ts';

/** What became of the rows of undos in a batch. */
export interface UndoneRecords {
  readonly courses: readonly MirrorRows[];
  readonly certifications: readonly MirrorRows[];
  /** Records that were taken back. */
  readonly takenBack: number;
}

const COURSES: Columns = [...COURSE_COLUMNS, 'is_deleted'];
const CERTIFICATIONS: Columns = [...CERTIFICATION_COLUMNS, 'is_deleted'];

/**
 * Takes the records of undos back and says of each row what became of it, in `import_row_results`. Counts in `progress`. In
 * a transaction that no other batch of the tenant writes beside (lock-tenants.ts).
 *
 * @param version the batch's
 */
export async function undoRecords(
  client: Queryable,
  rows: readonly UndoneRow[],
  progress: ReadonlyMap<string, ImportProgress>,
  version: number,
): Promise<UndoneRecords> {
  const lines = { courses: [] as string[], certifications: [] as string[] };
  let takenBack = 0;
  for (const [undo, ofUndo] of Map.groupBy(rows, ({ importInfo }) => importInfo.importId)) {
    const { type, batch } = batchOf(undo, ofUndo, version);
    const taken = await (type === 'courses' ? undoCourses(client, batch) : undoCertifications(client, batch));
    lines[type].push(...taken.map(([, isDeleted, ...record]) => tabSeparatedLine([...record, isDeleted])));
    await storeResults(client, batch, taken);
    count(progress.get(undo), batch, taken);
    takenBack += taken.length;
  }
  return {
    courses: packLines(COURSES, lines.courses),
    certifications: packLines(CERTIFICATIONS, lines.certifications),
    takenBack,
  };
}

function batchOf(undo: string, rows: readonly UndoneRow[], version: number) {
  const [first] = rows;
  const undone = first?.importInfo.undoes;
  if (first === undefined || undone === undefined)
    throw new LmsError('unexpected', `${undo} undoes no import`);
  const { type, tenantId } = first.importInfo;
  const rowNumbers = rows.map(({ rowNumber }) => rowNumber);
  const batch: UndoneBatch = { undo, undone, tenantId, rowNumbers, version };
  return { type, batch };
}

function count(
  progress: ImportProgress | undefined,
  { rowNumbers }: UndoneBatch,
  taken: readonly TakenBack[],
): void {
  if (progress === undefined) return;
  progress.successes += taken.length;
  progress.stayed += rowNumbers.length - taken.length;
}

/** Rows that follow each other are stored together. */
async function storeResults(
  client: Queryable,
  { undo, tenantId, rowNumbers }: UndoneBatch,
  taken: readonly TakenBack[],
): Promise<void> {
  const letters = new Map<number, RowResultLetter>(
    taken.map(([rowNumber, isDeleted]) => [rowNumber, isDeleted === 1 ? 'd' : 'r']),
  );
  const pages: { readonly firstRow: number; results: string }[] = [];
  for (const rowNumber of rowNumbers) {
    const letter = letters.get(rowNumber) ?? 't';
    const page = pages.at(-1);
    if (page !== undefined && page.firstRow + page.results.length === rowNumber) page.results += letter;
    else pages.push({ firstRow: rowNumber, results: letter });
  }
  await client.query(
    `INSERT INTO import_row_results (import_id, tenant_id, first_row, results)
     SELECT $1, $2, * FROM unnest($3::bigint[], $4::text[])`,
    [undo, tenantId, pages.map(({ firstRow }) => firstRow), pages.map(({ results }) => results)],
  );
}
