import { LmsError } from '#shared/errors.ts';
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
  /** Whether nobody else writes the tenant's records. */
  readonly isAlone: boolean;
}

/** A batch has to remove records, for which it must write alone: it changes nothing, and begins again. */
export class RecordsToRemove extends LmsError {
  constructor(undo: string) {
    super('fenced', `Undo ${undo} removes records, for which its batch must write alone`, {
      retryable: true,
    });
  }
}
