import type { ImportInfo } from './row.ts';

/** A record to be taken back: a row of an undo (table `undo_records`). */
export interface UndoneRow {
  readonly importInfo: ImportInfo;
  readonly rowNumber: number;
}

/** The rows of a batch that are of one undo. */
export interface UndoneBatch {
  readonly undo: string;
  /** The import whose records they are. */
  readonly undone: string;
  readonly tenantId: number;
  readonly rowNumbers: readonly number[];
  readonly version: number;
}

/** What a statement says that it has done with one row: undefined cells follow from the table. */
export type TakenBack = [rowNumber: number, isDeleted: 0 | 1, ...record: (string | null)[]];
