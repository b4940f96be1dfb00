import type { CsvRecord } from '#shared/csv/csv-record.ts';
import { type HeaderMapping, recognizeRecordType, trailingErrorsColumn } from '#shared/csv/header.ts';
import { headerSizeProblem } from '#shared/csv/header-size.ts';
import { concludeInspection } from '#shared/csv/inspection/conclude.ts';
import { FileScan, type ScannedFile } from '#shared/csv/inspection/file-scan.ts';
import { fitHeader } from '#shared/csv/inspection/fit-header.ts';
import type { Inspection, OpenQuestion } from '#shared/csv/inspection/inspection.ts';
import { detectEncodings } from '#shared/csv/inspection/propose-encodings.ts';
import { suggestTitles } from '#shared/csv/inspection/suggestions.ts';
import type { Encoding, ImportSettings, RecordType } from '../api/types.ts';
import { currentTexts, text } from '../texts/texts.ts';

/** A reason not to upload a file: the API's codes, and some of our own. */
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
  /** of a file that can be uploaded once it is said what its columns are: what it is, as far as it is known */
  readonly inspection?: Inspection;
  /** whether the file has the column that our error files add, so that the LMS may know what its columns are */
  readonly hasErrorsColumn?: boolean;
}

/** A file that can be uploaded, once its questions are answered. */
export interface FileAcceptance {
  readonly ok: true;
  readonly type: RecordType;
  readonly inspection: Inspection;
  /** whether the file has the column that our error files add */
  readonly hasErrorsColumn: boolean;
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

export interface CheckOptions {
  readonly maxBytes: number;
  /** Aborted once nobody waits for the result. */
  readonly signal?: AbortSignal;
}

/**
 * Judges a file as a whole by the code by which the server judges the upload, so that what would be refused need not be
 * sent, and what has to be settled is asked before.
 *
 * @throws what reading the file throws, or the signal's reason
 */
export async function checkFile(
  file: File,
  settings: ImportSettings,
  { maxBytes, signal }: CheckOptions,
): Promise<FileCheck> {
  if (!file.name.toLowerCase().endsWith('.csv')) return { ok: false, code: 'not-csv' };
  if (file.size > maxBytes) return { ok: false, code: 'file-too-large' };
  try {
    return await inspect(file, settings, signal);
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    throw error;
  }
}

/** What the header says: how it is read, and why it does not fit where it does not. */
interface Header {
  readonly mapping: HeaderMapping;
  readonly questions: readonly OpenQuestion[];
  readonly refusal: FileRefusal | undefined;
}

async function inspect(
  file: File,
  settings: ImportSettings,
  signal: AbortSignal | undefined,
): Promise<FileCheck> {
  let header: Header | undefined;
  const scan = async (encoding: Encoding): Promise<ScannedFile> => {
    const found = new FileScan({
      encoding,
      dateFormat: settings.dateFormat,
      delimiter: settings.delimiter,
      choices: choicesOf(settings),
      onHeader: (record) => {
        header = readHeader(record, settings);
        return header.mapping;
      },
      problem: ({ code, message }) => new Refused({ code, detail: text(message) }),
    });
    for await (const chunk of chunksOf(file)) {
      signal?.throwIfAborted();
      found.push(chunk);
    }
    return found.end();
  };
  let scanned = await scan(settings.encoding ?? 'utf-8');
  if (scanned.isOwnUtf8) scanned = await scan('utf-8');
  const { inspector, hasTrailer } = scanned;
  if (header === undefined || inspector === undefined || inspector.rows === 0)
    return header?.refusal ?? { ok: false, code: 'no-records' };
  const { mapping, questions, refusal } = header;
  const accepted = new Set(settings.accept);
  const found = await concludeInspection(inspector, {
    accepted,
    hasTrailer,
    detect: detectEncodings,
    texts: currentTexts(),
  });
  const inspection = { ...found, questions: [...questions, ...found.questions] };
  const hasErrorsColumn = trailingErrorsColumn(mapping.cells) !== -1;
  return refusal === undefined
    ? { ok: true, type: mapping.type, inspection, hasErrorsColumn }
    : { ...refusal, inspection, hasErrorsColumn };
}

/** What was chosen about columns and values, as a scan takes it. */
function choicesOf({ columns, constants, values }: ImportSettings) {
  return {
    ...(columns === undefined ? {} : { columns }),
    ...(constants === undefined ? {} : { constants }),
    ...(values?.courseType === undefined ? {} : { courseTypes: values.courseType }),
  };
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

function readHeader({ cells, ...record }: CsvRecord, settings: ImportSettings): Header {
  const tooLarge = headerSizeProblem({ cells, ...record });
  if (tooLarge !== undefined)
    throw new Refused({ code: 'header-too-large', detail: tooLarge(currentTexts()) });
  const { mapping, questions } = fitHeader(cells, {
    type: settings.type,
    choices: settings,
    texts: currentTexts(),
  });
  const [question] = questions;
  return { mapping, questions, refusal: question && refusalOf(question, cells, mapping.type, settings) };
}

function refusalOf(
  { code, columns }: OpenQuestion,
  cells: readonly string[],
  type: RecordType,
  settings: ImportSettings,
): FileRefusal {
  if (code === 'unknown-type') return { ok: false, code: 'unrecognized-type' };
  const looksLike = recognizeRecordType(cells);
  return {
    ok: false,
    code,
    columns,
    suggestions: code === 'missing-column' ? suggestTitles(cells, type, settings) : [],
    type,
    ...(looksLike === undefined || looksLike === type ? {} : { looksLike }),
  };
}
