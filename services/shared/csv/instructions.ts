import type { Column, RecordType } from './record-types.ts';
import { RECORD_TYPES, recordSchema } from './record-types.ts';

/** So that the text reads well in an editor that does not wrap lines. */
const LINE_WIDTH = 88;

/** The instructions file that the import page offers: plain text, made from the templates' columns. */
export function instructionsText(): string {
  const sections = [
    heading('BULK IMPORT OF TRAINING HISTORY', '='),
    ...GENERAL,
    ...RECORD_TYPES.flatMap(typeSection),
    ...ERROR_FILE,
  ];
  return `${sections.join('\n\n')}\n`;
}

const GENERAL: readonly string[] = [
  heading('The file', '-'),
  bullets([
    'A file is a .csv file of one record type, courses or certifications, with a header line and at least one record. It may have up to 50 MB and 5,000,000 records unless your organization has agreed on more.',
    'Start from the template; the example file shows it filled in. The columns may stand in any order; capital letters, spaces, underscores, dashes, and a star, a colon or a hint in parentheses at the end of a title make no difference. Columns the template does not have are not imported, and you are told which; a file may have up to 1,000.',
    'Titles of another system can stay: say on the page which column each is. A required column that the file lacks can get one text for all rows. What you chose can be saved under a name, and is offered for the next file with the same titles.',
    'Save it as "CSV UTF-8". A file in an older encoding, such as Windows-1252, is read if you choose that encoding when you upload it; if it is not UTF-8 you are asked. Cells are separated by commas, semicolons, tabs or vertical bars.',
    'Enclose a cell in quotation marks if it holds the separator, a quotation mark or a line break, and double each quotation mark inside. Spreadsheets do this for you.',
    'Blank lines are skipped, and spaces around a value are removed; in identifiers, dates, numbers and types also what cannot be seen, repeated spaces, and guards against spreadsheets such as ="00123". A value that is too long fails its row; nothing is cut off.',
  ]),
  heading('Dates and numbers', '-'),
  bullets([
    'Dates are written YYYY-MM-DD, for example 2023-03-25. If the file writes them in another way, choose it when you upload it: YYYY/MM/DD, YYYYMMDD, MM/DD/YYYY, DD/MM/YYYY, DD.MM.YYYY, MM-DD-YYYY, DD-MM-YYYY or DD-MMM-YYYY (25-Mar-2023). It then holds for every date in the file; where more than one way reads them you are asked.',
    'A time of day behind a date is left out. A date with a time zone, or with a year of two digits, fails its row.',
    'Dates begin at 1900-01-01. Completion and issue dates cannot lie in the future.',
    'Numbers are digits with a decimal point if needed (92.5), without a percent sign, a plus or minus sign, or separators between thousands.',
  ]),
  heading('Whose record it is', '-'),
  bullets([
    'Each row needs a Username or an Employee ID. Given both, they must belong to the same person. The person must exist in the LMS.',
    'The report "People Detail with PID" lists the usernames and employee IDs.',
  ]),
  heading('What becomes of existing records', '-'),
  bullets([
    'Courses: if the person already has a record with the same Course Number, the row overwrites it; otherwise it adds one. Of several rows of a file for the same person and Course Number, the last one holds.',
    'A blank cell, or a column that the file lacks, clears what the record has there, and a row overwrites a record that was completed later. Both can be chosen otherwise under "Change settings".',
    'Certifications: every row adds a certification, even if the name and dates are the same as before. You are asked before the same file is imported a second time.',
    'Courses and certifications need not exist in the LMS. All of them are imported as completed.',
  ]),
  heading('Checking before importing', '-'),
  bullets([
    "A check reads every row as the import would, and imports nothing. It shows how many records would be new, overwritten and unchanged, which overwritten ones lose a value or were completed later than the file's, why rows fail, and what changes in the first ten records.",
    'Then import it, change the settings and check again, or discard it. The import history leads to it. One that nobody imports is deleted after seven days.',
    'Your organization may hold imports that overwrite many records: they wait until an LMS admin approves them, who may have to be another person than the one who uploaded the file.',
  ]),
  heading('What became of each row', '-'),
  bullets([
    'The page of a finished import counts its rows: new, overwritten, unchanged, replaced by a later row, older than the record, and failed. Each row is listed there, an overwritten one with what changed in each column.',
    '"Download results" gives you the file as you uploaded it, with three more columns: the line as a spreadsheet counts it, the result, and the errors.',
  ]),
  heading('Undoing an import', '-'),
  bullets([
    '"Undo this import", on the import\'s page, gives every record back what it had before the import, and removes those that the import added. It shows the numbers first. It is possible for 90 days unless your organization has chosen otherwise, also for an import that was cancelled.',
    'A record that a later import has changed since stays as it is. The undo lists each, with the import that changed it.',
    'Afterwards the file counts as never uploaded. An undo cannot be undone: import the file again instead.',
    'To undo a single record, open the person\'s profile under People. "History" beside a course shows where it came from and what it was before.',
  ]),
];

const ERROR_FILE: readonly string[] = [
  heading('Correcting rows that failed', '-'),
  bullets([
    'The import history offers an error file when rows have failed: those rows as you wrote them, and behind them the row that a spreadsheet shows in the column "Line" and the reasons in the column "Errors". The other rows of the file have been imported.',
    'Correct the rows in the error file and upload it as it is. Both columns are ignored and may stay, and what you chose for the file it came from still holds.',
    'The error file is UTF-8 with a byte order mark, whatever the encoding of the file it came from, and is read as such whatever encoding is chosen. Bytes that could not be read are kept in it as they were; then it has no mark.',
    'A cell that a spreadsheet would take for a formula has an apostrophe in front in the error file. Leave it; the upload takes it off again.',
    'Do not upload the whole original again for certifications: the rows that succeeded would be added a second time.',
  ]),
];

function typeSection(type: RecordType): string[] {
  const { name, columns } = recordSchema(type);
  const types = columns.flatMap((column) => column.limits.allowed ?? []);
  return [
    heading(`Columns for ${name}`, '-'),
    ...columns.map((column) => describeColumn(column, columns)),
    ...(types.length === 0
      ? []
      : [
          'The course types, by the name to use in the file:',
          types.map(({ value, meaning }) => `  ${value.padEnd(6)}${meaning}`).join('\n'),
          'For other names, such as Classroom, say on the page which course type each means.',
        ]),
    'An example row:',
    exampleRow(columns),
  ];
}

function describeColumn(column: Column, columns: readonly Column[]): string {
  const lines = [
    wrap(column.explanation, '  '),
    wrap(`Format: ${describeFormat(column)}`, '  '),
    `  Example: ${column.example}`,
  ];
  return `${column.title} (${describeRequired(column, columns)})\n${lines.join('\n')}`;
}

function describeRequired({ required, requiredWithout }: Column, columns: readonly Column[]): string {
  if (required) return 'required';
  const other = columns.find((column) => column.field === requiredWithout);
  return other === undefined ? 'optional' : `required if ${other.title} is blank`;
}

/** A column's format and limits in words; the directions page shows the same. */
export function describeFormat({ format, limits }: Column): string {
  const number = (value: number | undefined): string => (value ?? 0).toLocaleString('en-US');
  switch (format) {
    case 'text':
      return `text of up to ${number(limits.maxLength)} characters`;
    case 'date':
      return `date, from ${limits.earliest}`;
    case 'decimal':
      return `number from ${number(limits.min)} to ${number(limits.max)} with up to ${number(limits.decimals)} decimals`;
    case 'integer':
      return `whole number from ${number(limits.min)} to ${number(limits.max)}`;
    case 'course-type':
      return `one of ${(limits.allowed ?? []).map((allowed) => allowed.value).join(', ')}`;
  }
}

function exampleRow(columns: readonly Column[]): string {
  const cells = columns.map(({ example }) => (example.includes(',') ? `"${example}"` : example));
  return `${columns.map((column) => column.title).join(',')}\n${cells.join(',')}`;
}

function heading(text: string, underline: string): string {
  return `${text}\n${underline.repeat(text.length)}`;
}

function bullets(items: readonly string[]): string {
  return items.map((item) => wrap(item, '  ').replace('  ', '- ')).join('\n');
}

function wrap(text: string, indent: string): string {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(' ')) {
    if (line !== indent && line.length + 1 + word.length > LINE_WIDTH) {
      lines.push(line);
      line = indent;
    }
    line += line === indent ? word : ` ${word}`;
  }
  return [...lines, line].join('\n');
}
