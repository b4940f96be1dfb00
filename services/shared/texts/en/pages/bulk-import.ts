export const BULK_IMPORT = {
  'bulk-import.title': 'Bulk Import',
  'bulk-import.about':
    'Bring historical courses and certifications into the LMS from CSV files. <link>Read the directions</link>',

  'bulk-import.how-to': 'How to import',
  'bulk-import.show-steps': 'Show the steps',
  'bulk-import.hide-steps': 'Hide the steps',
  'bulk-import.step-template':
    '<b>Download a CSV template.</b> Which columns are required is in the instructions file.',
  'bulk-import.step-rows':
    '<b>Fill in one row for each record.</b> Find usernames and employee IDs in the report <report>People Detail with PID</report>. Courses and certifications need not exist in the LMS. A file of another system can stay as it is: say on this page what its columns are.',
  'bulk-import.step-check':
    '<b>Upload the file and check it.</b> The check shows what would be added and overwritten, and which rows fail, before anything is imported. Courses overwrite the person’s record with the same course number; certifications are always added. Everything is imported as completed.',
  'bulk-import.step-import':
    '<b>Import it, and follow it in the import history.</b> You can leave this page; checks and imports continue. If rows fail, <errors>correct the error file</errors> and upload it again. An import can be <undo>undone</undo>.',
  'bulk-import.courses-template': 'Courses template',
  'bulk-import.certifications-template': 'Certifications template',
  'bulk-import.courses-example': 'Courses example',
  'bulk-import.certifications-example': 'Certifications example',
  'bulk-import.instructions': 'Instructions',

  'bulk-import.history': 'Import History',
  'bulk-import.import-count': '{count, plural, one {# import} other {# imports}}',
  'bulk-import.loading': 'Loading the import history',
  'bulk-import.not-loaded': 'The import history could not be loaded',
  'bulk-import.pages': 'Pages of the import history',
  'bulk-import.none-match': 'No imports match',
  'bulk-import.none-match-explanation': 'No import has this file name, type, status, person and date.',
  'bulk-import.none-yet': 'No imports yet',
  'bulk-import.none-yet-explanation':
    'Imports appear here as soon as a file is uploaded, and update by themselves.',

  'bulk-import.filters': 'Filter the import history',
  'bulk-import.file-name': 'File name',
  'bulk-import.all-types': 'All types',
  'bulk-import.all-statuses': 'All statuses',
  'bulk-import.person-example': 'Name or username',
  'bulk-import.from': 'From',
  'bulk-import.to': 'To',

  'bulk-import.last-updated': 'Last Updated',
  'bulk-import.initiated-by': 'Initiated by',
  'bulk-import.type': 'Type',
  'bulk-import.status': 'Status',
  'bulk-import.error-files': 'Error files',
  'bulk-import.original-file': 'Original file',

  'bulk-import.total-unknown': 'Not known yet',
  'bulk-import.not-imported-yet': 'Not imported yet',
  'bulk-import.no-error-file': 'No error file',
  'bulk-import.download-errors': 'Download<hidden> the error file of {title}</hidden>',
  'bulk-import.download-original': 'Download the original file',
  'bulk-import.download-original-of': 'Download the original file of {title}',
  'bulk-import.file-removed': 'The file was removed.',
  'bulk-import.uploaded-before': 'Uploaded <link>before</link>',
  'bulk-import.show-reasons': 'Show the reasons',
  'bulk-import.hide-reasons': 'Hide the reasons',
  'bulk-import.failures-show-reasons':
    '{count, number}<hidden> {count, plural, one {failure} other {failures}} of {named, select, yes {{file}} other {this import}}: show the reasons</hidden>',
  'bulk-import.failures-hide-reasons':
    '{count, number}<hidden> {count, plural, one {failure} other {failures}} of {named, select, yes {{file}} other {this import}}: hide the reasons</hidden>',
} as const;
