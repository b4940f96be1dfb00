import { CERTIFICATION_COLUMNS, COURSE_COLUMNS, type Columns } from '#shared/clickhouse/mirror-columns.ts';
import { tabSeparatedLine } from '#shared/clickhouse/tab-separated.ts';
import { LmsError } from '#shared/errors.ts';
import type { MirrorRows } from '#shared/kafka/avro/messages.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import type { ImportProgress } from './import-progress.ts';
import { packLines } from './mirror-rows.ts';
import type { RowResults } from './row-results.ts';
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
 * Rows of a statement, which returns each with all its cells: an undo's messages are small, and a batch has thousands of them.
 */
const ROWS_AT_ONCE = 1_000;

/** What a batch knows beside its rows. */
interface BatchState {
  readonly progress: ReadonlyMap<string, ImportProgress>;
  readonly version: number;
  readonly results: RowResults;
  readonly tenants: ReadonlyMap<number, 'shared' | 'alone'>;
}

/**
 * Takes the records of undos back. Counts in `progress` and notes in `results` what became of each row.
 *
 * @throws RecordsToRemove when one has to be removed and others may write the tenant's records meanwhile
 *   ({@link moveConsumerPosition})
 */
export async function undoRecords(
  client: Queryable,
  rows: readonly UndoneRow[],
  { progress, version, results, tenants }: BatchState,
): Promise<UndoneRecords> {
  const lines = { courses: [] as string[], certifications: [] as string[] };
  let takenBack = 0;
  for (const ofUndo of inParts(rows)) {
    const undo = ofUndo[0]?.importInfo.importId ?? '';
    const { type, batch } = batchOf(undo, ofUndo, version, tenants);
    const taken = await (type === 'courses' ? undoCourses(client, batch) : undoCertifications(client, batch));
    lines[type].push(...taken.map(([, isDeleted, ...record]) => tabSeparatedLine([...record, isDeleted])));
    addResults(results, batch, taken);
    count(progress.get(undo), batch, taken);
    takenBack += taken.length;
  }
  return {
    courses: packLines(COURSES, lines.courses),
    certifications: packLines(CERTIFICATIONS, lines.certifications),
    takenBack,
  };
}

/** The rows of each undo, as many at once as a statement takes. */
function inParts(rows: readonly UndoneRow[]): UndoneRow[][] {
  return [...Map.groupBy(rows, ({ importInfo }) => importInfo.importId).values()].flatMap((ofUndo) =>
    Array.from({ length: Math.ceil(ofUndo.length / ROWS_AT_ONCE) }, (_, part) =>
      ofUndo.slice(part * ROWS_AT_ONCE, (part + 1) * ROWS_AT_ONCE),
    ),
  );
}

function batchOf(undo: string, rows: readonly UndoneRow[], version: number, tenants: BatchState['tenants']) {
  const [first] = rows;
  const undone = first?.importInfo.undoes;
  if (first === undefined || undone === undefined)
    throw new LmsError('unexpected', `${undo} undoes no import`);
  const { type, tenantId } = first.importInfo;
  const rowNumbers = rows.map(({ rowNumber }) => rowNumber);
  const isAlone = tenants.get(tenantId) === 'alone';
  const batch: UndoneBatch = { undo, undone, tenantId, rowNumbers, version, isAlone };
  return { type, batch };
}

function addResults(
  results: RowResults,
  { undo, tenantId, rowNumbers }: UndoneBatch,
  taken: readonly TakenBack[],
): void {
  const letters = new Map(
    taken.map(([rowNumber, isDeleted]) => [rowNumber, isDeleted === 1 ? ('d' as const) : ('r' as const)]),
  );
  for (const rowNumber of rowNumbers)
    results.add({ importId: undo, tenantId }, rowNumber, letters.get(rowNumber) ?? 't');
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
