import { setImmediate } from 'node:timers/promises';
import type { Dialect } from '#shared/csv/dialect.ts';
import { createResultsFile, type ResultsFile } from '#shared/csv/error-file.ts';
import type { Failures } from '#shared/imports/failure-cursor.ts';
import type { Language } from '#shared/texts/languages.ts';
import { textsOf } from '#shared/texts/texts-of.ts';
import { originalRows } from './original-rows.ts';
import { resultNames } from './result-names.ts';
import type { RowResults } from './row-results.ts';

/** Characters of a piece; writing larger ones would hold up other requests of the process for longer. */
const PIECE_LENGTH = 256 * 1024;

/**
 * The text of an import's results file, piece by piece: reads the original beside the results and the failures, all in
 * row order. Holds one chunk of the file, one block of results, one page of failures and one piece of text.
 *
 * Bytes of the original that are no text stand in it for `encodeKeepingBytes`.
 */
export async function* fileResultsText(
  original: AsyncIterable<Uint8Array>,
  dialect: Dialect,
  { results, failures }: { readonly results: RowResults; readonly failures: Failures },
  language: Language,
): AsyncGenerator<string> {
  const names = resultNames(language);
  let file: ResultsFile | undefined;
  for await (const rows of originalRows(original, dialect)) {
    let text = '';
    for (const { row, line, record } of rows) {
      if (file === undefined) {
        file = createResultsFile(dialect, record.cells, language, textsOf(language).text('files.result'));
        text += file.header;
        continue;
      }
      if (text.length >= PIECE_LENGTH) {
        yield text;
        text = '';
        await setImmediate();
      }
      // Waited for only where nothing is left: an awaited call for every row would take most of the time.
      if (results.of(row) === undefined) await results.load(row);
      const result = results.of(row) ?? 'skipped';
      const errors = result === 'failed' ? await errorsOf(failures, row) : '';
      text += file.line(record, String(line), names[result], errors);
    }
    if (text !== '') yield text;
  }
}

async function errorsOf(failures: Failures, row: number): Promise<string> {
  while (failures.current !== undefined || (await failures.load())) {
    const { current } = failures;
    if (current === undefined || current.number > row) return '';
    failures.advance();
    if (current.number === row) return current.errors;
  }
  return '';
}
