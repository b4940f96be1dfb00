import { titleIn } from '#shared/csv/column-texts.ts';
import { TEMPLATE_DIALECT } from '#shared/csv/dialect.ts';
import { BYTE_ORDER_MARK } from '#shared/csv/error-file.ts';
import { createLineWriter } from '#shared/csv/line-writer.ts';
import type { RecordType } from '#shared/csv/record-types.ts';
import type { RowResult } from '#shared/imports/row-results.ts';
import { recordTable, storedColumn } from '#shared/records/record-table.ts';
import type { Language } from '#shared/texts/languages.ts';
import { textsOf } from '#shared/texts/texts-of.ts';
import { resultNames } from './result-names.ts';
import type { UndoRecord } from './undo-records.ts';

/** The text of an undo's results file, piece by piece: whose record each is, which, and what became of it. */
export async function* undoResultsText(
  type: RecordType,
  batches: AsyncIterable<readonly (UndoRecord & { readonly result: RowResult })[]>,
  language: Language,
): AsyncGenerator<string> {
  const table = recordTable(type);
  const key = storedColumn(table, type === 'courses' ? 'courseNumber' : 'certificationName');
  const user = [table.user.username, table.user.employeeId].map((index) => table.columns[index]?.title ?? '');
  const names = resultNames(language);
  const { text } = textsOf(language);
  const titles = [...user, key.column.title].map((title) => titleIn(title, language));
  const write = createLineWriter(TEMPLATE_DIALECT);
  yield BYTE_ORDER_MARK + write([...titles, text('files.result'), text('files.changed-by')]);
  for await (const records of batches) {
    yield records
      .map(({ username, employeeId, record, result, changedBy }) =>
        write([
          username ?? '',
          employeeId ?? '',
          record ?? '',
          names[result],
          result === 'stayed' ? describe(changedBy) : '',
        ]),
      )
      .join('');
  }
}

/** The name of its file, and its id. */
function describe(changedBy: UndoRecord['changedBy']): string {
  if (changedBy === null) return '';
  return changedBy.fileName === null ? changedBy.id : `${changedBy.fileName} (${changedBy.id})`;
}
