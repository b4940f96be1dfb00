import { DEFAULT_LANGUAGE, type Language } from '../texts/languages.ts';
import { columnTexts } from './column-texts.ts';
import { createLineWriter } from './line-writer.ts';
import { type RecordType, recordSchema } from './record-types.ts';

/** The titles of a type's columns in the template's order. */
export function templateTitles(type: RecordType, language: Language = DEFAULT_LANGUAGE): readonly string[] {
  return recordSchema(type).columns.map((column) => columnTexts(column, language).title);
}

/**
 * The template that an admin downloads and fills in: the header alone. An example row would be imported
 * with the file by whoever forgets to delete it; the examples are in a file of their own.
 */
export function templateCsv(type: RecordType, language: Language = DEFAULT_LANGUAGE): string {
  // Without the mark a spreadsheet would save the file in its country's old encoding.
  return `\ufeff${templateTitles(type, language).join(',')}\r\n`;
}

/** What further rows of an example file write otherwise than the first, which has the columns' own examples. */
const FURTHER_ROWS: Readonly<Record<RecordType, readonly Readonly<Record<string, string>>[]>> = {
  courses: [
    {
      employeeId: '',
      courseNumber: 'SAFE-205',
      courseName: 'Working at Height, Refresher',
      courseType: 'ILT',
      startDate: '',
      completionDate: '2023-09-21',
      score: '88',
      notes: '',
    },
    { username: '', courseNumber: 'ETH-010', courseName: 'Code of Conduct', courseType: 'OLT' },
  ],
  certifications: [
    { employeeId: '', certificationName: 'Forklift Operator', certificationNumber: 'FL-7731', notes: '' },
    { username: '', certificationName: 'Hazard Communication', certificationNumber: '', expirationDate: '' },
  ],
};

/**
 * A file as it may look when it is filled in: by both identifiers and by either, with optional columns left blank. What
 * its rows say is the same in every language.
 */
export function exampleCsv(type: RecordType, language: Language = DEFAULT_LANGUAGE): string {
  const write = createLineWriter({ delimiter: ',', lineEnd: 'crlf' });
  const { columns } = recordSchema(type);
  const rows = [{}, ...FURTHER_ROWS[type]].map((changed: Readonly<Record<string, string>>) =>
    columns.map(({ field, example }) => changed[field] ?? example),
  );
  return templateCsv(type, language) + rows.map(write).join('');
}
