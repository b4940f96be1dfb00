import { setImmediate } from 'node:timers/promises';
import type { Dialect } from '#shared/csv/dialect.ts';
import { createErrorFile, type ErrorFile } from '#shared/csv/error-file.ts';
import { keepingDecoderFor } from '#shared/csv/raw-bytes.ts';
import { readRecords } from '#shared/csv/records.ts';
import { LmsError } from '#shared/errors.ts';
import type { Failures } from '#shared/imports/failure-cursor.ts';
import { DEFAULT_LANGUAGE, type Language } from '#shared/texts/languages.ts';

/**
 * Characters of a piece. One chunk of the original can become a thousand times as much text, since short rows are
 * filled with blanks; larger pieces would hold that in memory, and hold up the event loop for longer than the
 * millisecond or two that a piece of this size takes.
 */
export const PIECE_LENGTH = 256 * 1024;

/**
 * The text of an import's error file, piece by piece: reads the original beside the failures, both in row order,
 * and stops at the last failed row. Holds one chunk of the file, one page of failures and one piece of text, and lets
 * the event loop run between two pieces.
 *
 * Bytes of the original that are no text stand in it for `encodeKeepingBytes`.
 *
 * @throws LmsError `unexpected` when a failure has no row in the file, and what the original or the failures throw
 */
export async function* errorFileText(
  original: AsyncIterable<Uint8Array>,
  dialect: Dialect,
  failures: Failures,
  language: Language = DEFAULT_LANGUAGE,
): AsyncGenerator<string> {
  let file: ErrorFile | undefined;
  let row = 0;
  for await (const records of readRecords(original, dialect, keepingDecoderFor(dialect))) {
    let text = '';
    for (const record of records) {
      if (file === undefined) {
        file = createErrorFile(dialect, record.cells, language);
        text += file.header;
        continue;
      }
      if (text.length >= PIECE_LENGTH) {
        yield text;
        text = '';
        // The same process consumes and counts other imports: between two pieces they are served.
        await setImmediate();
      }
      row += 1;
      if (failures.current === undefined && !(await failures.load())) {
        if (text !== '') yield text;
        return;
      }
      if (failures.current?.number === row) {
        text += file.line(record, failures.current.errors);
        failures.advance();
      }
    }
    if (text !== '') yield text;
  }
  if (await failures.load()) {
    throw new LmsError(
      'unexpected',
      `Row ${failures.current?.number} failed, but its file has only ${row} rows`,
    );
  }
}
