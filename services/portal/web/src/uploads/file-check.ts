import type { CsvRecord } from '#shared/csv/csv-record.ts';
import { type HeaderMapping, matchHeader, recognizeRecordType } from '#shared/csv/header.ts';
import { headerSizeProblem } from '#shared/csv/header-size.ts';
import { concludeInspection } from '#shared/csv/inspection/conclude.ts';
import { FileScan, type ScannedFile } from '#shared/csv/inspection/file-scan.ts';
import { headerProblem } from '#shared/csv/inspection/header-problem.ts';
import type { FittingInspection, QuestionCode } from '#shared/csv/inspection/inspection.ts';
import { detectEncodings } from '#shared/csv/inspection/propose-encodings.ts';
import { recordSchema } from '#shared/csv/record-types.ts';
import type { DateFormat, Encoding, RecordType } from '../api/types.ts';

/** What an admin chooses for a file; `auto` leaves the type to its header, and the date format to its dates. */
export interface FileOptions {
  readonly type: RecordType | 'auto';
  readonly dateFormat: DateFormat | 'auto';
  readonly encoding: Encoding;
  /** questions after which the file is to be imported as it is */
  readonly accepted: readonly QuestionCode[];
}

/** A reason not to upload a file: the API's codes, and one of our own when the header fits neither type. */
export interface FileRefusal {
  readonly ok: false;
  readonly code: string;
  readonly detail?: string;
  readonly columns?: readonly string[];
  /** titles of the file, each with the column that it may be meant for */
  readonly suggestions?: readonly { readonly title: string; readonly column: string }[];
  /** the type whose columns were looked for */
  readonly type?: RecordType;
  /** the type whose columns the file has */
  readonly looksLike?: RecordType;
}

/** A file that can be uploaded, once its questions are answered. */
export interface FileAcceptance {
  readonly ok: true;
  readonly type: RecordType;
  readonly inspection: FittingInspection;
}

export type FileCheck = FileRefusal | FileAcceptance;

/** Ends a scan with the reason not to upload the file. */
class Refused extends Error {
  readonly refusal: FileRefusal;

  constructor(refusal: Omit<FileRefusal, 'ok'>) {
    super(refusal.code);
    this.refusal = { ok: false, ...refusal };
  }
}

/**
 * Judges a file as a whole by the code by which the server judges the upload, so that what would be refused need not be
 * sent, and what has to be settled is asked before.
 */
export async function checkFile(file: File, options: FileOptions, maxBytes: number): Promise<FileCheck> {
  if (!file.name.toLowerCase().endsWith('.csv')) return { ok: false, code: 'not-csv' };
  if (file.size > maxBytes) return { ok: false, code: 'file-too-large' };
  try {
    return await inspect(file, options);
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    throw error;
  }
}

async function inspect(file: File, options: FileOptions): Promise<FileCheck> {
  let type: RecordType | undefined;
  const scan = async (encoding: Encoding): Promise<ScannedFile> => {
    const { dateFormat } = options;
    const found = new FileScan({
      encoding,
      dateFormat: dateFormat === 'auto' ? undefined : dateFormat,
      delimiter: undefined,
      onHeader: (header) => {
        const mapping = validateHeader(header, options.type);
        type = mapping.type;
        return mapping;
      },
      problem: ({ code, detail }) => new Refused({ code, detail }),
    });
    for await (const chunk of chunksOf(file)) found.push(chunk);
    return found.end();
  };
  let scanned = await scan(options.encoding);
  if (scanned.isOwnUtf8) scanned = await scan('utf-8');
  const { inspector, hasTrailer } = scanned;
  if (type === undefined || inspector === undefined || inspector.rows === 0)
    return { ok: false, code: 'no-records' };
  const inspection = await concludeInspection(inspector, {
    accepted: new Set(options.accepted),
    hasTrailer,
    detect: detectEncodings,
  });
  return { ok: true, type, inspection };
}

/** A file's stream cannot be iterated over in every browser. */
async function* chunksOf(file: File): AsyncGenerator<Uint8Array> {
  const reader = file.stream().getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    reader.releaseLock();
  }
}

function validateHeader(header: CsvRecord, wanted: FileOptions['type']): HeaderMapping {
  const tooLarge = headerSizeProblem(header);
  if (tooLarge !== undefined) throw new Refused({ code: 'header-too-large', detail: tooLarge });
  const looksLike = recognizeRecordType(header.cells);
  const type = wanted === 'auto' ? looksLike : wanted;
  if (type === undefined) throw new Refused({ code: 'unrecognized-type' });
  const match = matchHeader(header.cells, type);
  if (match.ok) return match.mapping;
  const other = looksLike !== undefined && looksLike !== type ? { looksLike } : {};
  const { code, columns, suggestions = [] } = headerProblem(header.cells, match, { type });
  throw new Refused({ code, columns, suggestions, type, ...other });
}

export function typeName(type: RecordType): string {
  return recordSchema(type).name;
}
