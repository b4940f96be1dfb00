export const UNDO = {
  'undo.action': 'Undo this import',
  'undo.possible-until': 'Possible until <time></time>',
  'undo.question': 'Undo this import?',
  'undo.counting': 'Counting the records',
  'undo.not-counted': 'What would be undone could not be counted',
  'undo.close': 'Close',
  'undo.afterwards':
    'Afterwards the file counts as never uploaded. The undo itself cannot be undone; the file can be imported again.',
  'undo.announced': '{undo} has begun.',

  'undo.restores':
    '{count, plural, one {# record gets back what it had before.} other {# records get back what they had before.}}',
  'undo.removes': '{count, plural, one {# record is removed.} other {# records are removed.}}',
  'undo.removes-courses':
    '{count, plural, one {# record is removed, since there was none before.} other {# records are removed, since there was none before.}}',
  'undo.leaves':
    '{count, plural, one {# record stays as it is, since a later import has changed it.} other {# records stay as they are, since a later import has changed them.}}',
  'undo.changes-nothing': 'No record is as this import wrote it, so none changes.',

  'undo.refused': 'This import cannot be undone.',
  'undo.refused.already-undone': 'This import has been undone already.',
  'undo.refused.forbidden': 'In your organization, other people than you may undo imports.',
  'undo.refused.not-finished': 'It can be undone when it has finished.',
  'undo.refused.undo-period-over': 'The time in which it could be undone is over.',
  'undo.refused-since': 'It could be undone until {time}.',
  'undo.refused-feed':
    'The entry of a running feed cannot be undone as a whole. Its records can be, one by one, from each person’s profile.',

  'undo.takes-back':
    '{records, select, one {Takes back one record that <import></import> wrote.} other {Takes back records that <import></import> wrote.}}',
  'undo.is-being-undone': 'This import is being undone',
  'undo.was-undone': 'This import was undone',
  'undo.is-being-taken-back': 'What it wrote is being taken back. <link>See the undo</link>',
  'undo.was-taken-back': 'What it wrote was taken back. <link>See the undo</link>',
} as const;
