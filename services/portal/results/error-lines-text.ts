import { setImmediate } from 'node:timers/promises';
import type { Dialect } from '#shared/csv/dialect.ts';
import { createErrorFileWithLines } from '#shared/csv/error-file.ts';
import type { Failures } from '#shared/imports/failure-cursor.ts';
import type { Language } from '#shared/texts/languages.ts';
import { originalRows } from './original-rows.ts';

/** Characters of a piece; writing larger ones would hold up other requests of the process for longer. */
const PIECE_LENGTH = 256 * 1024;

/**
 * The text of an import's error file with the column `Line` before `Errors`, piece by piece: reads the original beside
 * the failures, both in row order, and stops at the last failed row.
 *
 * Bytes of the original that are no text stand in it for `encodeKeepingBytes`.
 */
export async function* errorLinesText(
  original: AsyncIterable<Uint8Array>,
  dialect: Dialect,
  failures: Failures,
  language: Language,
): AsyncGenerator<string> {
  let file: ReturnType<typeof createErrorFileWithLines> | undefined;
  for await (const rows of originalRows(original, dialect)) {
    let text = '';
    for (const { row, line, record } of rows) {
      if (file === undefined) {
        file = createErrorFileWithLines(dialect, record.cells, language);
        text += file.header;
        continue;
      }
      if (failures.current === undefined && !(await failures.load())) {
        if (text !== '') yield text;
        return;
      }
      if (failures.current?.number !== row) continue;
      text += file.line(record, String(line), failures.current.errors);
      failures.advance();
      if (text.length < PIECE_LENGTH) continue;
      yield text;
      text = '';
      await setImmediate();
    }
    if (text !== '') yield text;
  }
}
