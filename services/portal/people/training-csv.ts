import { columnTexts } from '#shared/csv/column-texts.ts';
import { createLineWriter } from '#shared/csv/line-writer.ts';
import { RECORD_TYPES } from '#shared/csv/record-types.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import { recordTable } from '#shared/records/record-table.ts';
import type { ServiceTexts } from '#shared/texts/texts-of.ts';
import type { Tenant } from '../http/caller.ts';
import type { PersonView } from './people.ts';
import { type ReadBatch, type RecordView, readCertifications, readCourses } from './training-records.ts';

/** Records read at once, as for the page of a history. */
const BATCH_RECORDS = 500;

/**
 * A person's whole training history as one CSV file, the courses first and of each kind the latest first. A column that
 * both kinds have by the same title, such as Notes, is one.
 */
export async function* trainingCsv(
  pool: Pool,
  tenant: Tenant,
  person: PersonView,
  texts: ServiceTexts,
): AsyncGenerator<string> {
  const write = createLineWriter({ delimiter: ',', lineEnd: 'crlf' });
  const { text } = texts;
  const titles = valueTitles(texts);
  const { id, username, employeeId, firstName, lastName } = person;
  const personCells = [username, employeeId ?? '', firstName, lastName];
  // Without the mark a spreadsheet would take it for its country's old encoding, and show other letters.
  yield `\ufeff${write([...leadingTitles(texts), ...titles])}`;
  const readers = {
    courses: () => allRecords(readCourses(pool, tenant, Number(id))),
    certifications: () => allRecords(readCertifications(pool, tenant, Number(id))),
  };
  for (const type of RECORD_TYPES) {
    const fields = new Map(
      recordTable(type).stored.map(({ column }) => [columnTexts(column, texts.language).title, column.field]),
    );
    for await (const records of readers[type]()) {
      const lines = records.map((record) => {
        const values = titles.map((title) => String(record[fields.get(title) ?? ''] ?? ''));
        return write([...personCells, text(`report-columns.record-${type}`), ...values]);
      });
      yield lines.join('');
    }
  }
}

/** The titles of what says whose record it is, and of which kind. */
function leadingTitles({ text }: ServiceTexts): string[] {
  return [
    text('report-columns.username'),
    text('report-columns.employee-id'),
    text('report-columns.first-name'),
    text('report-columns.last-name'),
    text('report-columns.record'),
  ];
}

/** The titles of what records of any type keep, each once. */
function valueTitles({ language }: ServiceTexts): string[] {
  const titles = RECORD_TYPES.flatMap((type) =>
    recordTable(type).stored.map(({ column }) => columnTexts(column, language).title),
  );
  return [...new Set(titles)];
}

async function* allRecords<Position>(
  read: ReadBatch<RecordView, Position>,
): AsyncGenerator<readonly RecordView[]> {
  let after: Position | undefined;
  do {
    const { records, last } = await read(after, BATCH_RECORDS);
    yield records;
    after = last;
  } while (after !== undefined);
}
