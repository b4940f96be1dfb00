import { LmsError } from '#shared/errors.ts';
import type { MirrorRows } from '#shared/kafka/avro/messages.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import type { ImportProgress } from './import-progress.ts';
import { packLines } from './mirror-rows.ts';
import type { RowResults } from './row-results.ts';
import { TAKEN_BACK_COLUMNS, type TakenBack } from './taken-back.ts';
import { undoCertifications } from './undo-certifications.ts';
import { undoCourses } from './undo-courses.ts';
import type { UndoneBatch, UndoneRow } from './undone-row.ts';

/** What became of the rows of undos in a batch. */
export interface UndoneRecords {
  readonly courses: readonly MirrorRows[];
  readonly certifications: readonly MirrorRows[];
  /** Records that were taken back. */
  readonly takenBack: number;
}

/** Rows of a statement, which answers with all their records: an undo's messages are small, and a batch has thousands. */
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
  // Packed one statement after the other: the lines of a whole batch would be in memory at once.
  const packed = { courses: [] as MirrorRows[], certifications: [] as MirrorRows[] };
  let takenBack = 0;
  for (const ofUndo of inParts(rows)) {
    const undo = ofUndo[0]?.importInfo.importId ?? '';
    const { type, batch } = batchOf(undo, ofUndo, version, tenants);
    const taken = await (type === 'courses' ? undoCourses(client, batch) : undoCertifications(client, batch));
    packed[type].push(...packLines(TAKEN_BACK_COLUMNS[type], taken.lines?.split('\n') ?? []));
    const rowsTaken = addResults(results, batch, taken);
    count(progress.get(undo), batch, rowsTaken);
    takenBack += rowsTaken;
  }
  return { ...packed, takenBack };
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

/** @returns how many rows were taken back */
function addResults(
  results: RowResults,
  { undo, tenantId, rowNumbers }: UndoneBatch,
  { restored, removed }: TakenBack,
): number {
  const letters = new Map([
    ...numbersOf(restored).map((row) => [row, 'r'] as const),
    ...numbersOf(removed).map((row) => [row, 'd'] as const),
  ]);
  for (const rowNumber of rowNumbers)
    results.add({ importId: undo, tenantId }, rowNumber, letters.get(rowNumber) ?? 't');
  return letters.size;
}

function numbersOf(list: string | null): number[] {
  return list === null ? [] : list.split(',').map(Number);
}

function count(progress: ImportProgress | undefined, { rowNumbers }: UndoneBatch, rowsTaken: number): void {
  if (progress === undefined) return;
  progress.successes += rowsTaken;
  progress.stayed += rowNumbers.length - rowsTaken;
}
