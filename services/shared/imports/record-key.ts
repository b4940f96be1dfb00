/** The one record that an undo takes back (column `imports.undo_of_record`). */
export type RecordKey =
  | { readonly personId: number; readonly courseNumber: string }
  | { readonly personId: number; readonly recordId: number };
