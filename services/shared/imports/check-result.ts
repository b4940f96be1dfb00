/** A record that an import would change, as a check stores it. */
export interface CheckSample {
  /** The row's number, counted without the header. */
  readonly row: number;
  readonly personId: number;
  /** Its course number. */
  readonly record: string;
  readonly changes: readonly {
    /** Of the column in schemas/csv. */
    readonly field: string;
    readonly from: string | number | null;
    readonly to: string | number | null;
  }[];
}

/** What a check run found (column `import_checks.result`). Each valid row of the file is in one of the first five. */
export interface CheckResult {
  readonly added: number;
  readonly overwritten: number;
  readonly unchanged: number;
  /** Rows that a later row of the file overtakes. */
  readonly superseded: number;
  /** Rows that replace nothing, since they are older than what they would replace. */
  readonly kept: number;
  readonly people: number;
  /** Overwritten records that lose a value. */
  readonly losesValues: number;
  /** Overwritten records that were completed later. */
  readonly replacesNewer: number;
  readonly samples: readonly CheckSample[];
  /** Records that had been written since when the import was applied, null when nobody could say; there is none before. */
  readonly changedSince?: number | null;
}
