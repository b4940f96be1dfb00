/** What is found of a file before it is imported; said by services, pages and the terminal. */
export const INSPECTION = {
  'inspection.quoted': '"{value}"',
  'inspection.more': '{listed} and {more, number} more',
  'inspection.or': '{first} or {second}',
  'inspection.or-as': '{first} or as {second}',
  'inspection.value-rows': '{value} ({rows, plural, one {# row} other {# rows}})',
  'inspection.zip': 'The file is a ZIP archive or a spreadsheet; save it as CSV.',
  'inspection.pdf': 'The file is a PDF document, not CSV.',
  'inspection.utf-16': 'The file is UTF-16 text; save it as "CSV UTF-8".',
  'inspection.utf-32': 'The file is UTF-32 text; save it as "CSV UTF-8".',
  'inspection.binary': 'The file holds binary data, not CSV text.',
  'inspection.too-many-titles':
    'The header has {titles, number} column titles; a file may have {most, number}. Remove the columns the template does not have.',
  'inspection.too-many-cells':
    'The header has {cells, number} cells; a file may have {most, number}. Remove the blank ones at its end.',
  'inspection.header-too-long':
    'The header is longer than {most, number} characters. Its first line must hold column titles only.',
  'inspection.not-of-encoding':
    '{place, select, header {The header} row {Row {row, number}} other {The file}} has bytes that are not {encoding}, so the file is in another encoding. Say which one it is, or save the file as "CSV UTF-8".',
  'inspection.not-of-encoding-but':
    '{place, select, header {The header} row {Row {row, number}} other {The file}} has bytes that are not {encoding}, so the file is in another encoding. Read as {proposed}, the first of them is in {example}. Say which one it is, or save the file as "CSV UTF-8".',
  'inspection.is-utf-8':
    'All of the file is UTF-8, but it was to be read as {encoding}: {value} would be stored as {stored}. Say which encoding it has.',
  'inspection.delimiter':
    'The header is separated by {header, select, comma {commas} semicolon {semicolons} tab {tabs} other {vertical bars}}, but the rows by {rows, select, comma {commas} semicolon {semicolons} tab {tabs} other {vertical bars}}, so none of them can be read. Save the file with one delimiter.',
  'inspection.status-column':
    'The column {title} looks like a status, and {rows, plural, one {# row} other {# rows}} of it say something else than completed: {values}. Every row is stored as completed. Remove those that were not, or accept it.',
  'inspection.replaced-column': 'The column {title} is not imported, since {chosen} was chosen for it.',
  'inspection.renamable-column':
    'The column {title} is not in the template, so it is not imported. Rename it to {suggestion} if that is what it holds.',
  'inspection.unknown-column': 'The column {title} is not in the template, so it is not imported.',
  'inspection.unknown-columns':
    '{count, number} columns are not in the template, so they are not imported: {titles}.',
  'inspection.course-type':
    '{rows, plural, one {# row has} other {# rows have}} a course type that the LMS does not have, and will fail: {values}.',
  'inspection.look-alikes':
    'The course numbers {numbers} look the same and are different courses. Correct them if one course is meant.',
  'inspection.several-date-formats':
    "The file's dates, such as {value}, can be read as {formats}: each reads {all, select, yes {all {reads, number}} other {{reads, number} of the {values, number}}}. Say which of them the file means.",
  'inspection.other-date-format':
    "The file's dates, such as {value}, look like {format}, which reads {all, select, yes {all {reads, number}} other {{reads, number} of the {values, number}}}; {usual} reads {usualReads, plural, =0 {none} other {#}}. Say how the file writes dates.",
  'inspection.date-of-other-format':
    '{value} in row {row, number} cannot be {format}; {others} reads {values, plural, =1 {it} other {all # dates of the file}}.',
  'inspection.no-date':
    '{value} in row {row, number} is no date of the form {format}{more, plural, =0 {} other { (so are # more)}}; such rows fail.',
  'inspection.missing-columns':
    "The file's first line must have the template's column titles; these are missing: {titles}.",
  'inspection.one-of': 'one of {first} and {second}',
  'inspection.missing-chosen-columns':
    "The settings name columns that the file's first line does not have: {titles}.",
  'inspection.no-titles': 'It has no titles.',
  'inspection.found-titles': 'It has {titles}.',
  'inspection.meant': '{title} may be {column}',
  'inspection.rename': '{meant}. Rename those that are.',
  'inspection.constant-of-column':
    'The settings give one text for all rows of {titles}, but the file has a column for it. Leave the text out, or say that the column is not imported.',
  'inspection.duplicate-columns': "The file's first line has a column more than once: {titles}.",
  'inspection.unknown-type': 'The titles do not say what the file holds: Courses or Certifications.',
} as const;
