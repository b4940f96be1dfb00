import { DATE_FORMATS, parseDate } from '#shared/csv/date-formats.ts';
import type { Dialect } from '#shared/csv/dialect.ts';
import { recordSchema } from '#shared/csv/record-types.ts';
import type { DateFormat, RecordType } from '../api/types.ts';
import type { FileOptions } from './file-check.ts';

/** Something an admin may want to choose otherwise before uploading; never chosen for them. */
export type FileHint =
  | { readonly kind: 'encoding' }
  | { readonly kind: 'date-format'; readonly example: string; readonly fitting: readonly DateFormat[] };

interface FileHead {
  readonly head: Uint8Array;
  readonly rows: readonly (readonly string[])[];
  readonly type: RecordType;
  readonly indexes: readonly number[];
  readonly options: FileOptions;
  readonly dialect: Dialect;
}

export function findHints(file: FileHead): FileHint[] {
  const hints: FileHint[] = [];
  if (file.dialect.encoding === 'utf-8' && !isUtf8(file.head)) hints.push({ kind: 'encoding' });
  const dates = dateHint(file);
  if (dates) hints.push(dates);
  return hints;
}

function isUtf8(head: Uint8Array): boolean {
  try {
    // The head may end within a character, which streaming allows.
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** Told when no date in the file's head is of the chosen form, though all are of another. */
function dateHint({ rows, type, indexes, options }: FileHead): FileHint | undefined {
  const columns = recordSchema(type).columns.flatMap((column, i) =>
    column.format === 'date' ? [indexes[i] ?? -1] : [],
  );
  const dates = rows.flatMap((row) => columns.map((index) => row[index] ?? '')).filter((cell) => cell !== '');
  const example = dates[0];
  if (example === undefined || dates.some((date) => parseDate(date, options.dateFormat).misfit === undefined))
    return undefined;
  const fitting = DATE_FORMATS.filter((format) =>
    dates.every((date) => parseDate(date, format).misfit === undefined),
  );
  return fitting.length === 0 ? undefined : { kind: 'date-format', example, fitting };
}
