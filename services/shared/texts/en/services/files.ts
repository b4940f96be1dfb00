/** Titles and values of files that people download. */
export const FILES = {
  'files.row': 'Row',
  'files.result': 'Result',
  'files.changed-by': 'Changed by',
  'files.result.added': 'added',
  'files.result.overwritten': 'overwritten',
  'files.result.unchanged': 'unchanged',
  'files.result.superseded': 'superseded',
  'files.result.kept': 'kept',
  'files.result.failed': 'failed',
  'files.result.skipped': 'skipped',
  'files.result.restored': 'restored',
  'files.result.removed': 'removed',
  'files.result.stayed': 'stayed',
} as const;
