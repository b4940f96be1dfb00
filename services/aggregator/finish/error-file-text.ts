import type { Dialect } from '#shared/csv/dialect.ts';
import { createErrorFile, type ErrorFile } from '#shared/csv/error-file.ts';
import { readRecords } from '#shared/csv/records.ts';
import { LmsError } from '#shared/errors.ts';
import type { Failures } from './failure-cursor.ts';

/**
 * The text of an import's error file, piece by piece: reads the original beside the failures, both in row order,
 * and stops at the last failed row. Holds one chunk of the file and one page of failures.
 *
 * @throws LmsError `unexpected` when a failure has no row in the file, and what the original or the failures throw
 */
export async function* errorFileText(
  original: AsyncIterable<Uint8Array>,
  dialect: Dialect,
  failures: Failures,
): AsyncGenerator<string> {
  let file: ErrorFile | undefined;
  let row = 0;
  for await (const records of readRecords(original, dialect)) {
    let text = '';
    for (const record of records) {
      if (file === undefined) {
        file = createErrorFile(dialect, record.cells);
        text += file.header;
        continue;
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
