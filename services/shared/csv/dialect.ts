import type { CsvRecord } from './csv-record.ts';
import { countKnownTitles } from './header.ts';
import { CsvReader } from './reader.ts';
import { createByteDecoder, detectContent, type Encoding } from './text-decoder.ts';

type LineEnd = 'lf' | 'crlf' | 'cr';
type Delimiter = ',' | ';' | '\t';

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
  | { readonly ok: false; readonly code: 'not-csv' | 'not-utf-8'; readonly detail: string };

/**
 * Finds out from a file's first bytes whether it is text that we read, and how it is written. `encoding` is the
 * uploader's choice; a UTF-8 byte order mark overrides it, being no text in any other encoding.
 */
export function inspectHead(head: Uint8Array, encoding: Encoding): HeadInspection {
  const kind = detectContent(head);
  switch (kind) {
    case 'zip':
      return notCsv('The file is a ZIP archive or a spreadsheet; save it as CSV.');
    case 'pdf':
      return notCsv('The file is a PDF document, not CSV.');
    case 'utf-16':
    case 'utf-32':
      return {
        ok: false,
        code: 'not-utf-8',
        detail: `The file is ${kind.toUpperCase()} text; save it as "CSV UTF-8".`,
      };
    default:
      return inspectText(head, kind === 'utf-8-bom' ? 'utf-8' : encoding, kind === 'utf-8-bom');
  }
}

function notCsv(detail: string): HeadInspection {
  return { ok: false, code: 'not-csv', detail };
}

function inspectText(head: Uint8Array, encoding: Encoding, bom: boolean): HeadInspection {
  const text = createByteDecoder(encoding).decode(head);
  const lineEnd = detectLineEnd(text);
  const { delimiter, header } = detectDelimiter(text, lineEnd);
  // A NUL further on fails its row; in the header there is no text file to speak of.
  if (header !== undefined && (header.raw ?? header.cells.join('')).includes('\0')) {
    return notCsv('The file holds binary data, not CSV text.');
  }
  return { ok: true, dialect: { encoding, bom, delimiter, lineEnd } };
}

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

const DELIMITERS: readonly Delimiter[] = [',', ';', '\t'];

/**
 * The delimiter by which the header has the most titles that we know; without any, one by which there is nothing but
 * empty cells, so that lines of delimiters alone do not become a header; then the one with the most cells.
 */
function detectDelimiter(
  text: string,
  lineEnd: LineEnd,
): { delimiter: Delimiter; header: CsvRecord | undefined } {
  const candidates = DELIMITERS.map((delimiter) => {
    const reader = new CsvReader({ delimiter, lineEnd });
    const header = [...reader.push(text), ...reader.end()][0];
    const cells = header?.cells ?? [];
    return { delimiter, header, known: countKnownTitles(cells), cells: cells.length };
  });
  return candidates.reduce((best, candidate) => {
    if (candidate.known !== best.known) return candidate.known > best.known ? candidate : best;
    if (best.header === undefined) return best;
    return candidate.header === undefined || candidate.cells > best.cells ? candidate : best;
  });
}
