/** What people are told of imports; statuses by their names in the interface. */
export const IMPORTS = {
  'imports.total': 'Total',
  'imports.successes': 'Successes',
  'imports.failures': 'Failures',
  'imports.error-file': 'Error file',
  'imports.imported-before': 'This file was imported before',
  'imports.import-again': 'Import it again',
  'imports.keep-what-record-has': 'Keep what the record has there',
  'imports.keep-record': 'Keep the record',
  'imports.same-for-every-row': 'The same for every row',
  'imports.delayed':
    'Delayed: {server, select, clickhouse {the reporting database} kafka {the message log} other {the file store}} is unavailable. Nothing is lost.',
  'imports.status.In progress': 'In progress',
  'imports.status.Complete': 'Complete',
  'imports.status.Complete but with errors': 'Complete but with errors',
  'imports.status.Cancelled': 'Cancelled',
  'imports.status.Checking': 'Checking',
  'imports.status.Ready to import': 'Ready to import',
  'imports.status.Needs settings': 'Needs settings',
  'imports.status.Needs approval': 'Needs approval',
  'imports.status.Discarded': 'Discarded',
} as const;
