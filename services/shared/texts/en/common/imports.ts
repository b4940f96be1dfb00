/** What people are told of imports; statuses by their names in the interface. */
export const IMPORTS = {
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
