import type { Reason } from '#shared/csv/reason.ts';
import type { PackedRecord } from '#shared/records/packed-records.ts';
import type { Position } from '#shared/records/position.ts';
import type { ImportInfo, Row } from './row.ts';
import type { UndoneRow } from './undone-row.ts';

/** A valid record of a person who exists. */
export interface Accepted {
  readonly importInfo: ImportInfo;
  readonly personId: number;
  readonly position: Position;
  readonly values: PackedRecord;
}

export interface Failed {
  readonly row: Row;
  readonly reasons: readonly Reason[];
}

/** What the rows of a batch come to; every new row is in one of the lists or counted as skipped. */
export interface ValidatedRows {
  readonly courses: Accepted[];
  /** Courses of imports that leave something of stored records as it is. */
  readonly kept: Accepted[];
  readonly certifications: Accepted[];
  /** Those of check runs, which are no records. */
  readonly checked: { readonly courses: Accepted[]; readonly certifications: Accepted[] };
  /** Records to be taken back, which are counted when that is done. */
  readonly undone: UndoneRow[];
  readonly failures: Failed[];
}
