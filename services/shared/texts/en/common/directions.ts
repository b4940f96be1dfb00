/**
 * How to make an import file, as the Directions page and the instructions file say it; services/shared/csv/directions.ts has the
 * order. The page makes links and bold type of tags; the file puts what is in `<label>` and `<report>` in quotation marks.
 */
export const DIRECTIONS = {
  'directions.file': 'The file',
  'directions.file.kind':
    'A <code>.csv</code> file of one record type, with a header line and at least one record, of up to {size}. It may have up to 5,000,000 records unless your organization has agreed on more.',
  'directions.file.columns':
    'The columns may stand in any order; capital letters, spaces, underscores, dashes, and a star, a colon or a hint in parentheses at the end of a title make no difference. Columns the template does not have are not imported, and the page names them; a file may have up to 1,000.',
  'directions.file.other-titles':
    'Titles of another system can stay: say on the page which column each is. A required column that the file lacks can get one text for all rows. What you chose can be saved under a name, and is offered for the next file with the same titles.',
  'directions.file.encoding':
    'Save it as “CSV UTF-8”. For a file in an older encoding, such as Windows-1252, choose that encoding when you upload it; if it is not UTF-8 you are asked. Cells are separated by commas, semicolons, tabs or vertical bars.',
  'directions.file.quotes':
    'A cell that holds the separator, a quotation mark or a line break is enclosed in quotation marks, with each quotation mark inside doubled. Spreadsheets do this for you.',
  'directions.file.spaces':
    'Blank lines are skipped, and spaces around a value are removed; in identifiers, dates, numbers and types also what cannot be seen, repeated spaces, and guards against spreadsheets such as <code>="00123"</code>. A value that is too long fails its row.',
  'directions.file.not-supported': 'Learning plans and custom course types are not supported.',

  'directions.people': 'Whose record it is',
  'directions.people.identifiers':
    'Each row needs a Username or an Employee ID. Given both, they must belong to the same person, who must exist in the LMS.',
  'directions.people.report':
    'The report <report>People Detail with PID</report> lists the usernames and employee IDs.',

  'directions.columns': '{type, select, courses {Columns for Courses} other {Columns for Certifications}}',
  'directions.format':
    '{format, select, text {text of up to {maxLength, number} characters} date {date, from {earliest}} decimal {number from {min, number} to {max, number} with up to {decimals, number} decimals} integer {whole number from {min, number} to {max, number}} other {one of {allowed}}}',
  'directions.requirement':
    '{requirement, select, required {Required} conditional {If {other} is blank} other {Optional}}',

  'directions.course-types': 'Course types',
  'directions.course-types.names':
    'A file says the name on the left, or its meaning on the right; capital and small letters are the same. For other names, such as Classroom, say on the page which course type each means.',

  'directions.dates': 'Dates and numbers',
  'directions.dates.formats':
    'Dates are written <code>YYYY-MM-DD</code>, for example <code>2023-03-25</code>. If the file writes them in another way, choose it when you upload it: <code>YYYY/MM/DD</code>, <code>YYYYMMDD</code>, <code>MM/DD/YYYY</code>, <code>DD/MM/YYYY</code>, <code>DD.MM.YYYY</code>, <code>MM-DD-YYYY</code>, <code>DD-MM-YYYY</code>, <code>DD-MMM-YYYY</code>. It then holds for every date in the file; where more than one way reads them you are asked.',
  'directions.dates.times':
    'A time of day behind a date is left out. A date with a time zone, or with a year of two digits, fails its row.',
  'directions.dates.range': 'Dates begin at 1900-01-01. Completion and issue dates cannot lie in the future.',
  'directions.dates.order':
    'A start date is not after the completion date, an expiration date not before the issue date.',
  'directions.dates.numbers':
    'Numbers are digits with a decimal point if needed (<code>92.5</code>), without a percent sign, a plus or minus sign, or separators between thousands.',

  'directions.matching': 'What becomes of existing records',
  'directions.matching.courses':
    '<strong>Courses are matched by course number.</strong> If the person already has a record with the same course number, the row overwrites it; otherwise it adds one. Of several rows for the same person and course number, the last one holds.',
  'directions.matching.blanks':
    'A blank cell, or a column that the file lacks, clears what the record has there, and a row overwrites a record that was completed later. Both can be chosen otherwise under “Change settings”.',
  'directions.matching.certifications':
    '<strong>Certifications are always added.</strong> Every row adds a record, even if the name and dates are the same as before. You are asked before the same file is imported a second time.',
  'directions.matching.need-not-exist':
    'Courses and certifications need not exist in the LMS. All of them are imported as completed.',

  'directions.check': 'Checking before importing',
  'directions.check.shows':
    '<label>Check</label> reads every row as the import would, and imports nothing. It shows how many records would be new, overwritten and unchanged, which overwritten ones lose a value or were completed later than the file’s, why rows fail, and what changes in the first ten records.',
  'directions.check.then':
    'Then import it, change the settings and check again, or discard it. A check has its own address; the <history>import history</history> leads to it. One that nobody imports is deleted after seven days.',
  'directions.check.approval':
    'Your organization may hold imports that overwrite many records: they wait until an LMS admin approves them, who may have to be another person than the one who uploaded the file.',

  'directions.results': 'What became of each row',
  'directions.results.counts':
    'The page of a finished import counts its rows: new, overwritten, unchanged, replaced by a later row, older than the record, and failed. Each row is listed there, an overwritten one with what changed in each column.',
  'directions.results.file':
    '<label>Download results</label> gives you the file as you uploaded it, with three more columns: the line as a spreadsheet counts it, the result, and the errors.',

  'directions.undo': 'Undoing an import',
  'directions.undo.what':
    '<label>Undo this import</label>, on the import’s page, gives every record back what it had before the import, and removes those that the import added. It shows the numbers first. It is possible for 90 days unless your organization has chosen otherwise, also for an import that was cancelled.',
  'directions.undo.changed-since':
    'A record that a later import has changed since stays as it is. The undo lists each, with the import that changed it.',
  'directions.undo.afterwards':
    'Afterwards the file counts as never uploaded. An undo cannot be undone: import the file again instead.',
  'directions.undo.one-record':
    'To undo a single record, open the person’s profile under <people>People</people>. <label>History</label> beside a course shows where it came from and what it was before.',

  'directions.error-file': 'Correcting rows that failed',
  'directions.error-file.what':
    'When rows have failed, the <history>import history</history> offers an error file: those rows as you wrote them, and behind them the row that a spreadsheet shows in the column “Line” and the reasons in the column “Errors”. The other rows of the file have been imported.',
  'directions.error-file.upload':
    'Correct the rows in the error file and upload it as it is. Both columns are ignored and may stay, and what you chose for the file it came from still holds.',
  'directions.error-file.encoding':
    'The error file is UTF-8 with a byte order mark, whatever the encoding of the file it came from, and is read as such whatever encoding is chosen. Bytes that could not be read are kept in it as they were; then it has no mark.',
  'directions.error-file.formulas':
    'A cell that a spreadsheet would take for a formula has an apostrophe in front. Leave it; the upload takes it off again.',
  'directions.error-file.certifications':
    'Do not upload the whole original again for certifications: the rows that succeeded would be added a second time.',
} as const;
