import type { Reason } from '#shared/csv/reason.ts';
import type { RecordType } from '#shared/csv/record-types.ts';
import type { KeptRecords, Spread } from '#shared/imports/parse-settings.ts';
import type { PackedRecord } from '#shared/records/packed-records.ts';
import type { Position } from '#shared/records/position.ts';
import type { Validation } from '#shared/records/validation.ts';
import type { Language } from '#shared/texts/languages.ts';

/** What a record needs to know of its import. */
export interface ImportInfo {
  readonly importId: string;
  readonly tenantId: number;
  readonly type: RecordType;
  /** Of the reasons why rows fail. */
  readonly language: Language;
  /** A check run: its valid rows are kept to be compared with the records, and write none. */
  readonly isCheck?: boolean;
  /** Of an import of courses that leaves something of stored records as it is: what. */
  readonly kept?: KeptRecords | undefined;
  /** Of an undo: the import whose records it takes back. */
  readonly undoes?: string | undefined;
  /** Of an undo: whether its import added courses, or may have, which are removed. */
  readonly undoesAdded?: boolean;
}

/** How it is known that a record is met for the first time. */
export type Identity =
  /** A row of a file: the one that follows the last row of its partition, under the current lease. */
  | {
      readonly kind: 'row';
      readonly rowNumber: number;
      readonly fencingToken: number;
      /** How the rows of its import are spread over partitions. */
      readonly spread: Spread;
    }
  /** A numbered record of a bounded feed: its number has not come yet, on whatever partition. */
  | { readonly kind: 'numbered'; readonly rowNumber: number }
  /** Any other record of a feed: the consumed offset alone. */
  | { readonly kind: 'offset' };

/** A record of an import, validated by the record rules; whose it is comes later, in the transaction. */
export interface Row {
  readonly importInfo: ImportInfo;
  readonly identity: Identity;
  readonly position: Position;
  readonly offset: number;
  readonly validation: Validation<PackedRecord>;
  /** The message's value, where no file holds the record: what is published of a failure must hold it then. */
  readonly bytes: Buffer | null;
}

/** A message that belongs to no import: it is published with its bytes and blocks nothing. */
export interface OrphanMessage {
  readonly offset: number;
  readonly reasons: readonly Reason[];
  readonly bytes: Buffer | null;
}
