/** What a record says about whose it is; both may be given, and then must agree. */
export interface UserValues {
  readonly username: string | null;
  /** the username as `foldUsername` compares it */
  readonly usernameFolded: string | null;
  readonly employeeId: string | null;
}

/** A valid record. */
export interface RecordValues extends UserValues {
  /**
   * By the template's columns: trimmed NFC text, null where blank; dates as YYYY-MM-DD, numbers without needless zeros
   * (`7.5`).
   */
  readonly values: readonly (string | null)[];
}
