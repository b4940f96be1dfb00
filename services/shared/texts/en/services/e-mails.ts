export const E_MAILS = {
  'e-mails.undone': 'Undone: {name}',
  'e-mails.restored': 'Records restored: {records, number}',
  'e-mails.removed': 'Records removed: {records, number}',
  'e-mails.stayed': 'Records that stay, since they were changed since: {records, number}',
  'e-mails.needs-approval': 'Needs approval: {name}',
  'e-mails.would-overwrite':
    '{name} would overwrite {records, plural, one {# record} other {# records}}, so an LMS admin has to approve it.',
  'e-mails.approve': 'Review and approve: {link}',
  'e-mails.ended': '{status}: {name}',
  'e-mails.import-ended': 'The import of {name} has ended: {status}.',
  'e-mails.rows': 'Rows: {rows, number}',
  'e-mails.successes': 'Successes: {rows, number}',
  'e-mails.failures': 'Failures: {rows, number}',
  'e-mails.why-rows-failed': 'Why rows failed:',
  'e-mails.reason': '{rows, number}  {reason}',
  'e-mails.results': 'Results: {link}',
  'e-mails.results-and-error-file': 'Results and the error file: {link}',
  /** What a file without a name of its own is called; `type` as the interface calls it. */
  'e-mails.unnamed-file':
    'training records ({type, select, courses {courses} certifications {certifications} other {}})',
} as const;
