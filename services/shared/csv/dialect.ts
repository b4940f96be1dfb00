import type { CsvRecord } from './csv-record.ts';
import { type ColumnChoices, countKnownTitles } from './header.ts';
import { CsvReader } from './reader.ts';
import { parseRecord } from './record-parser.ts';
import { createByteDecoder, detectContent, type Encoding } from './text-decoder.ts';
import { enclosedLine } from './text-record.ts';

type LineEnd = 'lf' | 'crlf' | 'cr';
export type Delimiter = ',' | ';' | '\t' | '|';

export const DELIMITERS: readonly Delimiter[] = [',', ';', '\t', '|'];

export function isDelimiter(text: string): text is Delimiter {
  return (DELIMITERS as readonly string[]).includes(text);
}

/**
 * How a file is written. Found once, from its head, and kept with the accepted import, so that every later
 * reading sees the same records. Plain data.
 */
export interface Dialect {
  readonly encoding: Encoding;
  /** a UTF-8 byte order mark leads the file; the error file gets one too */
  readonly bom: boolean;
  readonly delimiter: Delimiter;
  /** the first line's; `lf` and `crlf` read alike, since a file may mix them */
  readonly lineEnd: LineEnd;
  /** the first line names the delimiter (`sep=;`), as spreadsheets have it, and is no header */
  readonly separatorLine?: true;
  /** each line is enclosed in quotes as a whole, as if it were one cell */
  readonly quotedLines?: true;
  /** how many bytes the file has before the Ctrl-Z or NULs that it ends with; absent where there are none */
  readonly contentBytes?: number;
  /** not all bytes are of the encoding, and the uploader wants the file as it is: an error file keeps such bytes */
  readonly invalidBytes?: true;
}

/** For text that no file gave a form to, such as the error file of a feed: as the templates are. */
export const TEMPLATE_DIALECT: Dialect = { encoding: 'utf-8', bom: false, delimiter: ',', lineEnd: 'crlf' };

/**
 * How many of a file's first bytes to give to `inspectHead` (fewer if the file has no more). The header
 * must be among them, or the delimiter and the line end may be misjudged.
 */
export const HEAD_BYTES = 64 * 1024;

export type HeadInspection =
  | { readonly ok: true; readonly dialect: Dialect }
  | {
      readonly ok: false;
      readonly code: 'not-csv' | 'not-utf-8';
      /** the message that says why */
      readonly message: `inspection.${'zip' | 'pdf' | 'utf-16' | 'utf-32' | 'binary'}`;
    };

/**
 * Tells from a file's first bytes whether it is text that we read, and how it is written. `encoding` is the
 * uploader's choice; a UTF-8 byte order mark overrides it, being no text in any other encoding. So is `delimiter`; without
 * it, the one is found by which the header has titles that we know.
 */
export function inspectHead(
  head: Uint8Array,
  encoding: Encoding,
  delimiter?: Delimiter,
  choices?: ColumnChoices,
): HeadInspection {
  const kind = detectContent(head);
  switch (kind) {
    case 'zip':
      return { ok: false, code: 'not-csv', message: 'inspection.zip' };
    case 'pdf':
      return { ok: false, code: 'not-csv', message: 'inspection.pdf' };
    case 'utf-16':
    case 'utf-32':
      return { ok: false, code: 'not-utf-8', message: `inspection.${kind}` };
    default:
      return inspectText(head, { encoding, bom: kind === 'utf-8-bom', delimiter, choices });
  }
}

interface TextOptions {
  readonly encoding: Encoding;
  readonly bom: boolean;
  readonly delimiter: Delimiter | undefined;
  readonly choices: ColumnChoices | undefined;
}

function inspectText(head: Uint8Array, options: TextOptions): HeadInspection {
  const { bom, delimiter: chosen } = options;
  const encoding = bom ? 'utf-8' : options.encoding;
  const text = createByteDecoder(encoding).decode(head);
  const lineEnd = detectLineEnd(text);
  const separator = SEPARATOR_LINE.exec(text);
  const body = separator === null ? text : text.slice(separator[0].length);
  const named = separator?.[1] ?? '';
  const { delimiter, quotedLines, header } = chooseDelimiter(
    candidatesOf(body, lineEnd, chosen === undefined ? DELIMITERS : [chosen], options.choices),
    isDelimiter(named) ? named : undefined,
  );
  // A NUL further on fails its row; in the header there is no text file to speak of.
  if (header !== undefined && (header.raw ?? header.cells.join('')).includes('\0')) {
    return { ok: false, code: 'not-csv', message: 'inspection.binary' };
  }
  const dialect: Dialect = {
    encoding,
    bom,
    delimiter,
    lineEnd,
    ...(separator === null ? {} : { separatorLine: true }),
    ...(quotedLines ? { quotedLines: true } : {}),
  };
  return { ok: true, dialect };
}

/** `sep=;`, in quotes or not, and what a spreadsheet may write behind it to fill its columns. */
const SEPARATOR_LINE = /^[ \t]*"?sep=([^\r\n])"?[ \t,;|]*(?:\r\n|\r|\n|$)/i;

/** CR ends lines only where no LF does: beside LF it belongs to CRLF, or is a control character in a cell. */
function detectLineEnd(text: string): LineEnd {
  let quoted = false;
  let carriageReturn = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (character === '\n') return text[i - 1] === '\r' ? 'crlf' : 'lf';
    // The head may have been cut between CR and LF.
    else if (character === '\r' && i < text.length - 1) carriageReturn = true;
  }
  return carriageReturn ? 'cr' : 'lf';
}

interface Candidate {
  readonly delimiter: Delimiter;
  readonly quotedLines: boolean;
  readonly header: CsvRecord | undefined;
  /** titles that we know */
  readonly known: number;
  readonly cells: number;
}

function candidatesOf(
  text: string,
  lineEnd: LineEnd,
  delimiters: readonly Delimiter[],
  choices: ColumnChoices | undefined,
): Candidate[] {
  const candidate = (
    delimiter: Delimiter,
    quotedLines: boolean,
    header: CsvRecord | undefined,
  ): Candidate => {
    const cells = header?.cells ?? [];
    return { delimiter, quotedLines, header, known: countKnownTitles(cells, choices), cells: cells.length };
  };
  return delimiters.flatMap((delimiter) => {
    const reader = new CsvReader({ delimiter, lineEnd });
    const records = reader.push(text);
    const [header = reader.end()[0]] = records;
    const plain = candidate(delimiter, false, header);
    // What the head ends with may be half a line; the others must all be enclosed, and have titles then.
    if (header === undefined || !records.every((record) => enclosedLine(record, delimiter) !== undefined)) {
      return [plain];
    }
    const inner = candidate(delimiter, true, parseRecord(enclosedLine(header, delimiter) ?? '', delimiter));
    return inner.known > plain.known ? [inner] : [plain];
  });
}

/**
 * The delimiter by which the header has the most titles that we know; of several, the one that the file names; without any,
 * one by which there is nothing but empty cells, so that lines of delimiters alone do not become a header; then the one
 * with the most cells.
 */
function chooseDelimiter(candidates: readonly Candidate[], named: Delimiter | undefined): Candidate {
  const byName = candidates.find(({ delimiter }) => delimiter === named);
  if (byName !== undefined && (byName.known > 0 || candidates.every(({ known }) => known === 0)))
    return byName;
  return candidates.reduce((best, candidate) => {
    if (candidate.known !== best.known) return candidate.known > best.known ? candidate : best;
    if (best.header === undefined) return best;
    return candidate.header === undefined || candidate.cells > best.cells ? candidate : best;
  });
}
