/** A person's course record, with what it was before. */
export const RECORD = {
  'record.loading': 'Loading the record',
  'record.not-loaded': 'The record could not be loaded',
  'record.about': 'Course {courseNumber}',
  'record.about-none-now': 'Course {courseNumber}. The person has no such record now.',
  'record.history': 'History',
  'record.history-pages': 'Pages of the history',

  'record.outcome.current': 'Current',
  'record.outcome.replaced': 'Replaced',
  'record.outcome.overtaken': 'Never current',
  'record.outcome.undone': 'Undone',
  'record.outcome.restored': 'Came back',

  'record.from-lms': 'From the LMS',
  'record.from-import': 'From <import>{name}</import> on <time></time>',
  'record.what-it-changed': 'What it changed',
  'record.overtaken': 'A record of a later import stood already',
  'record.overtaken-by': 'A record of a later import stood already: <import>{name}</import>',
  'record.undone': 'Undone on <time></time>',
  'record.undone-by': 'Undone by <import>{name}</import> on <time></time>',
  'record.replaced': 'Replaced on <time></time>',
  'record.replaced-by': 'Replaced by <import>{name}</import> on <time></time>',
  'record.restored': 'Replaced on <time></time>, and came back when that was undone',
  'record.restored-after':
    'Replaced by <import>{name}</import> on <time></time>, and came back when that was undone',

  'record.undo': 'Undo this record',
  'record.undo-too-late': 'The import that this record came from can no longer be undone.',
  'record.undo-removes': 'The record is removed, since there was none before.',
  'record.undo-restores-or-removes':
    'The record becomes what it was before its import, or is removed if there was none.',
  'record.undo-restores-same': 'The record before has the same values; only where it came from changes.',
  'record.undo-restores': 'The record becomes what it was before:',
} as const;
