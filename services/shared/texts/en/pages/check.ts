export const CHECK = {
  'check.loading': 'Loading the check',
  'check.not-loaded': 'The check could not be loaded',

  'check.progress': 'Checking {done, number} of {total, plural, one {# row} other {# rows}}',
  'check.progress-of': '{named, select, yes {Check of {file}} other {Check of the file}}',
  'check.under-way': 'Nothing is imported yet. You can leave this page; the import history leads back to it.',

  'check.needs-approval': 'An LMS admin has to approve this import',
  'check.needs-approval-reason':
    'It overwrites more records than your organization lets pass without approval.',
  'check.summary': '{rows, plural, one {# row} other {# rows}}: {findings}',
  'check.summary-of-nothing': '{rows, plural, one {# row} other {# rows}}: none',
  'check.counted-new': '{count, plural, other {# new}}',
  'check.counted-overwrite': '{count, plural, other {# overwrite}}',
  'check.counted-overwrite-details': '{count, plural, other {# overwrite}} ({details})',
  'check.counted-newer':
    '{count, plural, one {# is newer than the file’s} other {# are newer than the file’s}}',
  'check.counted-losing': '{count, plural, one {# loses a value} other {# lose a value}}',
  'check.counted-unchanged': '{count, plural, other {# unchanged}}',
  'check.counted-superseded': '{count, plural, other {# overtaken by a later row of the file}}',
  'check.counted-kept': '{count, plural, other {# left out as older than the record}}',
  'check.counted-failing': '{count, plural, one {# fails} other {# fail}}',
  'check.nothing-imported': 'Nothing is imported yet.',
  'check.people': 'The rows are about {people, plural, one {# person} other {# people}}.',
  'check.download-rows': 'Download what would become of each row',
  'check.figures': 'What the import would do',
  'check.new': 'New',
  'check.overwrite': 'Overwrite',
  'check.unchanged': 'Unchanged',
  'check.fail': 'Fail',
  'check.same-file':
    '{type, select, certifications {Certifications are never merged, so importing it again adds a second record for each of its rows.} other {Its rows overwrite the same records once more.}} <link>See the earlier import</link>',
  'check.replaces-newer':
    '{count, plural, one {# of the overwritten records was completed later than the file’s rows} other {# of the overwritten records were completed later than the file’s rows}}',
  'check.keep-newer': 'Keep the newer records',
  'check.loses-values':
    '{count, plural, one {# of the overwritten records loses a value, since the file has none there} other {# of the overwritten records lose a value, since the file has none there}}',
  'check.keep-values': 'Keep these values',
  'check.changed-since':
    '{count, plural, one {# record of the file was changed since this check} other {# records of the file were changed since this check}}',
  'check.check-again': 'Check again',

  'check.import': 'Import',
  'check.approve-and-import': 'Approve and import',
  'check.change-settings': 'Change settings',
  'check.discard': 'Discard',
  'check.announced-import': '{named, select, yes {Importing {file}.} other {Importing the file.}}',
  'check.needs-other-person': 'Somebody else has to approve this import',
  'check.needs-other-person-reason':
    'You uploaded this file. In your organization the person who approves an import is another than the one who uploaded it: ask another LMS admin to open this page.',
  'check.not-imported': 'The file was not imported',

  'check.discard-question': 'Discard this file?',
  'check.discard-consequence':
    '{named, select, yes {Nothing of {file} has been imported.} other {Nothing of the file has been imported.}} The file, its settings and its check are deleted.',
  'check.keep-file': 'Keep it',
  'check.discard-file': 'Discard the file',
  'check.announced-discard': '{named, select, yes {{file} was discarded.} other {The file was discarded.}}',
  'check.not-discarded': 'The file was not discarded',

  'check.failing-rows': '{count, plural, one {# row fails} other {# rows fail}}',
  'check.failing-rows-advice':
    'The other rows can be imported all the same. Failing rows are in the error file, to be corrected.',
  'check.error-file': 'Error file, as it would be',

  'check.changed-records': 'Records that change',
  'check.changed-records-all': 'All records that would be overwritten.',
  'check.changed-records-first':
    'The first {shown, number} of {all, number} records that would be overwritten.',
  'check.row': 'Row',
  'check.person': 'Person',
  'check.course-number': 'Course number',
  'check.changes': 'What changes',

  'check.settings': 'Settings',
  'check.settings-question': 'How is this file to be read?',
  'check.loading-settings': 'Loading the settings',
  'check.settings-not-loaded': 'The settings could not be loaded',
  'check.still-to-answer': 'Answer what is asked above; then the file can be checked.',
  'check.columns-needed': 'Still needed: {columns}. Say which of the file’s columns each is.',
  'check.check': 'Check',
  'check.leave-settings': 'Leave them as they are',
  'check.announced-check': '{named, select, yes {Checking {file}.} other {Checking the file.}}',
  'check.announced-questions': 'Something is still to be answered about the file.',
  'check.not-checked': 'The file was not checked',
} as const;
