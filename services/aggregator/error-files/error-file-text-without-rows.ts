import { setImmediate } from 'node:timers/promises';
import { TEMPLATE_DIALECT } from '#shared/csv/dialect.ts';
import { createErrorFile } from '#shared/csv/error-file.ts';
import type { Failures } from '#shared/imports/failure-cursor.ts';
import type { Language } from '#shared/texts/languages.ts';
import { textsOf } from '#shared/texts/texts-of.ts';
import { PIECE_LENGTH } from './error-file-text.ts';

/**
 * The text of an error file whose original is missing: each failed row's number, counted without the header, and why.
 */
export async function* errorFileTextWithoutRows(
  failures: Failures,
  language: Language,
): AsyncGenerator<string> {
  const file = createErrorFile(TEMPLATE_DIALECT, [textsOf(language).text('files.row')], language);
  let text = file.header;
  while (await failures.load()) {
    const { current } = failures;
    if (current === undefined) break;
    text += file.line({ cells: [String(current.number)], raw: undefined }, current.errors);
    failures.advance();
    if (text.length < PIECE_LENGTH) continue;
    yield text;
    text = '';
    await setImmediate();
  }
  yield text;
}
