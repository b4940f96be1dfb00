import { TEMPLATE_DIALECT } from '#shared/csv/dialect.ts';
import { createErrorFile } from '#shared/csv/error-file.ts';
import type { Failures } from './failure-cursor.ts';

/** Lines of one piece of the text. */
const LINES = 2_000;

/**
 * The text of an error file whose original is missing: each failed row's number, counted without the header, and why.
 */
export async function* errorFileTextWithoutRows(failures: Failures): AsyncGenerator<string> {
  const file = createErrorFile(TEMPLATE_DIALECT, ['Row']);
  let text = file.header;
  let lines = 0;
  while (await failures.load()) {
    const { current } = failures;
    if (current === undefined) break;
    text += file.line({ cells: [String(current.number)], raw: undefined }, current.errors);
    failures.advance();
    lines += 1;
    if (lines % LINES !== 0) continue;
    yield text;
    text = '';
  }
  yield text;
}
