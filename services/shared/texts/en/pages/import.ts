export const IMPORT = {
  'import.loading': 'Loading the import',
  'import.not-loaded': 'The import could not be loaded',
  'import.origin':
    '{type} · initiated by <initiator></initiator> on <created></created> · last updated <updated></updated>',
  'import.download-results': 'Download results',
  'import.audit': 'Audit',
  'import.original-file': 'Original file',
  'import.corrects': 'Made of the error file of <link>an earlier import</link>, and read by its settings.',
  'import.corrected-by': 'Its error file was corrected and <link>uploaded again</link>.',

  'import.announced-delay': '{name}: {delay}',
  'import.announced-status': '{name}: {status}.',
  'import.announced-end':
    '{name}: {status}. {successes, plural, one {# success} other {# successes}}, {failures, plural, one {# failure} other {# failures}}.',
  'import.announced-end-of-undo': '{name}: {status}. {results}.',
  'import.announced-progress': '{name}: {percent, number} percent done.',

  'import.better-dates': '{reads, number} of the file’s {values, number} dates are written as {format}',
  'import.better-dates-advice':
    'The file can be imported again from what is stored. It is checked first, and nothing is written before you say so.',
  'import.again-as': 'Import again as {format}',

  'import.how-file-is-read': 'How the file is read',
  'import.how-file-was-read': 'How the file was read',
  'import.mapping': 'Mapping',
  'import.mapping-version': '{name}, version {version, number}',
  'import.mapping-chosen': 'Chosen for this file',
  'import.mapping-none': 'None: its titles are the template’s',
  'import.encoding': 'Encoding',
  'import.with-byte-order-mark': '{encoding}, with a byte order mark',
  'import.dates': 'Dates',
  'import.columns': 'Columns',
  'import.column-not-imported': '“{title}” is not imported',
  'import.column-is': '“{title}” is {column}',
  'import.value-of-every-row': '{column}: {value}',
  'import.course-types': 'Course types',
  'import.course-type-means': '“{value}” means {type} ({meaning})',
  'import.blank-cells': 'Blank cells',
  'import.older-rows': 'Records that were completed later',
} as const;
