import type { CsvRecord } from '#shared/csv/csv-record.ts';
import { type Dialect, HEAD_BYTES, inspectHead } from '#shared/csv/dialect.ts';
import { matchHeader, recognizeRecordType } from '#shared/csv/header.ts';
import { headerSizeProblem } from '#shared/csv/header-size.ts';
import { CsvReader } from '#shared/csv/reader.ts';
import { recordSchema } from '#shared/csv/record-types.ts';
import { createByteDecoder } from '#shared/csv/text-decoder.ts';
import type { DateFormat, Encoding, RecordType } from '../api/types.ts';
import { type FileHint, findHints } from './file-hints.ts';

/** What an admin chooses for a file; `auto` recognizes the type from the header. */
export interface FileOptions {
  readonly type: RecordType | 'auto';
  readonly dateFormat: DateFormat;
  readonly encoding: Encoding;
}

/** A reason not to upload a file: the API's codes, and one of our own when the header fits neither type. */
export interface FileRefusal {
  readonly ok: false;
  readonly code: string;
  readonly detail?: string;
  readonly columns?: readonly string[];
  /** the type whose columns were looked for */
  readonly type?: RecordType;
  /** the type whose columns the file has */
  readonly looksLike?: RecordType;
}

/** A file that can be uploaded as far as its first bytes show. */
export interface FileAcceptance {
  readonly ok: true;
  readonly type: RecordType;
  /** titles in the header that the template does not have */
  readonly ignored: readonly string[];
  readonly header: readonly string[];
  /** the first rows, as they will be read */
  readonly preview: readonly (readonly string[])[];
  readonly hints: readonly FileHint[];
}

export type FileCheck = FileRefusal | FileAcceptance;

const PREVIEW_ROWS = 3;

/**
 * Checks a file by its name, size and first bytes, by the same rules as the server checks the upload (the same
 * code), so that what would be refused need not be sent. Reads on where the header does not end in the first bytes.
 */
export async function checkFile(file: File, options: FileOptions, maxBytes: number): Promise<FileCheck> {
  if (!file.name.toLowerCase().endsWith('.csv')) return { ok: false, code: 'not-csv' };
  if (file.size > maxBytes) return { ok: false, code: 'file-too-large' };
  if (file.size === 0) return { ok: false, code: 'no-records' };
  const head = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
  const inspection = inspectHead(head, options.encoding);
  if (!inspection.ok) return inspection;
  const { records, whole } = await readRecords(file, head, inspection.dialect);
  const tooLarge = records[0] === undefined ? undefined : headerSizeProblem(records[0]);
  if (tooLarge !== undefined) return { ok: false, code: 'header-too-large', detail: tooLarge };
  const rows = records.map((record) => record.cells.map((cell) => cell.trim()));
  const header = rows[0];
  if (header === undefined) return { ok: false, code: 'no-records' };
  const checked = checkHeader(header, options.type);
  if (!checked.ok) return checked;
  const data = rows.slice(1);
  if (whole && data.length === 0) return { ok: false, code: 'no-records' };
  const { type, indexes } = checked;
  return {
    ok: true,
    type,
    ignored: header.filter((title, i) => title !== '' && !indexes.includes(i)),
    header,
    preview: data.slice(0, PREVIEW_ROWS),
    hints: findHints({ head, rows: data, type, indexes, options, dialect: inspection.dialect }),
  };
}

/**
 * The records of a file's head and, while not even the header has ended, of what follows: a header may be four times as
 * long as the head, and blank lines may stand before it. The reader itself gives up a record that is too long.
 */
async function readRecords(
  file: File,
  head: Uint8Array,
  dialect: Dialect,
): Promise<{ records: readonly CsvRecord[]; whole: boolean }> {
  const decoder = createByteDecoder(dialect.encoding);
  const reader = new CsvReader(dialect);
  const records = reader.push(decoder.decode(head));
  let read = head.length;
  while (records.length === 0 && read < file.size) {
    const next = new Uint8Array(await file.slice(read, read + HEAD_BYTES).arrayBuffer());
    records.push(...reader.push(decoder.decode(next)));
    read += next.length;
  }
  const whole = read >= file.size;
  // What ends the bytes read may be half a record.
  if (whole) records.push(...reader.push(decoder.end()), ...reader.end());
  return { records, whole };
}

type CheckResult =
  | FileRefusal
  | { readonly ok: true; readonly type: RecordType; readonly indexes: readonly number[] };

function checkHeader(header: readonly string[], wanted: FileOptions['type']): CheckResult {
  const looksLike = recognizeRecordType(header);
  const type = wanted === 'auto' ? looksLike : wanted;
  if (type === undefined) return { ok: false, code: 'unrecognized-type' };
  const match = matchHeader(header, type);
  if (match.ok) return { ok: true, type, indexes: match.mapping.indexes };
  const other = looksLike !== undefined && looksLike !== type ? { looksLike } : {};
  return { ok: false, code: match.code, columns: match.columns, type, ...other };
}

export function typeName(type: RecordType): string {
  return recordSchema(type).name;
}
