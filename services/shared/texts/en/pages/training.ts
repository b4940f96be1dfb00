/** A person's training history, as a page and printed. */
export const TRAINING = {
  'training.title': 'Training history of {name}',
  'training.as-of': '{organization} · as of {day}',
  'training.back': 'Back',
  'training.print': 'Print',
  'training.printable-page': 'Printable page',
  'training.download': 'Download CSV',
  'training.loading': 'Loading the training history',
  'training.not-loaded': 'The training history could not be loaded',
  'training.latest-part':
    'This is the latest part of a history that is too long to show. Reports have all of it.',

  'training.summary': 'Summary',
  'training.courses-completed': 'Courses completed',
  'training.certifications-in-force': 'Certifications in force',
  'training.expiring-within': 'Expiring within {days, number} days',
  'training.expired-ones': 'Expired',

  'training.search': 'Search the training history',
  'training.search-example': 'Course, certification, number, provider…',
  'training.count': '{count, plural, one {# record} other {# records}}',
  'training.count-found': '{found, number} of {count, plural, one {# record} other {# records}}',
  'training.none-found': 'None of them contains “{search}”.',
  'training.none-recorded': 'None has been recorded.',
  'training.no-courses': 'No courses have been recorded yet.',
  'training.no-certifications': 'No certifications have been recorded yet.',
  'training.show-more': 'Show more',
  'training.course': 'Course',
  'training.certification': 'Certification',

  'training.validity': 'Validity',
  'training.validity.expired': 'Expired',
  'training.validity.valid': 'Valid',
  'training.validity.no expiry': 'No expiry',
  'training.validity.renewed': 'Renewed',
  'training.expires-in':
    '{days, plural, =0 {Expires today} one {Expires in # day} other {Expires in # days}}',

  'training.source': 'Source',
  'training.source-lms': 'LMS',
  'training.source-imported': 'Imported',
  'training.source-import': 'Import',
  'training.source-feed': 'Feed',
  'training.course-history': 'History<hidden> of {name}</hidden>',

  'training.undo-certification': 'Undo<hidden> {name}</hidden>',
  'training.certification-is-removed': 'This certification is removed. The other records of its import stay.',
  'training.undo-title': 'Undo this record?',
  'training.undo-is-final': 'The undo itself cannot be undone; the record can be imported again.',
  'training.undoing': 'Undoing {name}.',
} as const;
