export const UPLOAD = {
  'upload.title': 'Upload a file',
  'upload.file-input': 'CSV file to upload',
  'upload.drop-area': 'Drop a CSV file here',
  'upload.invitation': 'Drag and drop a CSV file here',
  'upload.limits': 'One .csv file of courses or certifications, up to {size}',
  'upload.choose-file': 'Upload file',
  'upload.unnamed-file': 'File',

  'upload.announced-ready': '{file} is ready to be uploaded.',
  'upload.announced-sending': 'Uploading {file}.',
  'upload.announced-check':
    '{named, select, yes {{file} was accepted.} other {The file was accepted.}} It is being checked.',
  'upload.announced-import':
    '{named, select, yes {{file} was accepted.} other {The file was accepted.}} The import has started.',

  'upload.ready-type':
    '{type, select, courses {Courses, {chosen, select, yes {as you chose} other {recognized from its header}}} other {Certifications, {chosen, select, yes {as you chose} other {recognized from its header}}}}',
  'upload.ready-dates': 'dates as {format}',
  'upload.check': 'Check',
  'upload.check-explained':
    'A check shows what would be added, overwritten and refused. Nothing is imported before you say so.',
  'upload.import-unchecked':
    'Start import of {type, select, courses {courses} other {certifications}} without checking',
  'upload.change-settings': 'Change settings',
  'upload.hide-settings': 'Hide settings',
  'upload.remove': 'Remove',
  'upload.earlier-import':
    'The same file was imported on <time></time> by <initiator></initiator>. Certifications are never merged, so importing it again adds a second record for each of its rows. <link>See the earlier import</link>',

  'upload.sent': 'Uploading {sent} of {size}',
  'upload.all-sent': 'Being read and stored…',
  'upload.progress': 'Upload of {file}',
  'upload.other-pages':
    'You can go to other pages of the LMS meanwhile; only leaving the site stops the upload.',
  'upload.stop': 'Stop upload',
  'upload.interrupted': 'The upload was interrupted. {reason}',

  'upload.another': 'Upload another file',
  'upload.see-import': 'See the import',
  'upload.done': 'Done',
  'upload.not-imported-yet':
    '{rows, plural, one {# row} other {# rows}}, not imported yet. <link>See the check</link>',
  'upload.importing': 'Importing {rows, plural, one {# row} other {# rows}}. You can leave this page.',
  'upload.same-file-title': 'This file was uploaded before',
  'upload.same-file':
    'The same file was imported on <time></time> by <initiator></initiator>. {type, select, certifications {Certifications are never merged, so each of its rows now adds a second record.} other {Its rows overwrite the same records once more.}} <link>See the earlier import</link>',
  'upload.same-file-earlier':
    'The same file was imported earlier. {type, select, certifications {Certifications are never merged, so each of its rows now adds a second record.} other {Its rows overwrite the same records once more.}} <link>See the earlier import</link>',
  'upload.outcome': '{status}: {results}.',
  'upload.nothing-imported': 'Nothing was imported: {results}.',
  'upload.undone': 'It was undone.',
  'upload.correct-errors':
    '{failures, plural, one {One row was not imported. Correct it in the error file, which says why, and upload that file.} other {# rows were not imported. Correct them in the error file, which says why, and upload that file.}}',
  'upload.download-errors': 'Download the error file',

  'upload.choose-another': 'Choose another file',
  'upload.import-as': 'Import it as {type, select, courses {courses} other {certifications}}',
  'upload.dismiss': 'Dismiss',
  'upload.error-file-question': 'Is this the error file of an import?',
  'upload.error-file-answer': 'Then the LMS reads it as the file that it comes from.',
  'upload.check-as-error-file': 'Check it as an error file',

  'upload.refused': 'The file was not accepted',
  'upload.refused-without-reason': 'The LMS gave no reason.',
  'upload.file-too-large': 'The file is too large',
  'upload.size-limit': 'Files may have up to {size}.',
  'upload.too-many-rows': 'The file has too many records',
  'upload.row-limit': 'Files may have up to {rows, number} records.',
  'upload.split-file': '{limit} Split it into several files and upload them one after another.',
  'upload.daily-limit': 'Your organization has uploaded all it may today',
  'upload.daily-limit-advice': 'Upload the file again tomorrow.',
  'upload.header-too-large': 'The first line is too large',
  'upload.title-limit': 'Its first line may have up to {titles, number} column titles.',
  'upload.not-csv': 'The file is the wrong type',
  'upload.not-csv-advice':
    'Only .csv files are accepted. Save the spreadsheet as “CSV UTF-8” and upload that.',
  'upload.not-utf-8': 'The file is in an encoding that cannot be read',
  'upload.not-utf-8-advice': 'Save it as “CSV UTF-8”.',
  'upload.no-records': 'The file is empty',
  'upload.no-records-advice': 'It has no records to import. Add at least one row below the header line.',
  'upload.missing-columns': 'Columns are missing',
  'upload.needed-columns': 'The first line of the file must have these columns:',
  'upload.needed-columns-of-type':
    'The first line of a {type, select, courses {courses} other {certifications}} file must have these columns too:',
  'upload.looks-like': 'This looks like a {type, select, courses {courses} other {certifications}} file.',
  'upload.title-may-be': '“{title}” may be {column}',
  'upload.rename-titles': '{suggestions}: say so below, or rename them.',
  'upload.duplicate-columns': 'Columns are there twice',
  'upload.duplicate-columns-advice': 'Each of these columns may be there only once:',
  'upload.unrecognized-type': 'The record type could not be recognized',
  'upload.unrecognized-type-advice':
    'The first line of the file has none of the columns that distinguish courses from certifications. Start from a template, or choose the type and say what its columns are.',
  'upload.too-many-files': 'One file at a time',
  'upload.too-many-files-advice':
    'Drop a single file; you can upload the next one as soon as this one is accepted.',
  'upload.file-changed': 'The file has changed; choose it again',
  'upload.file-changed-reason': 'It was edited, moved or deleted after you chose it.',
  'upload.unreadable': 'The file could not be read',
  'upload.unreadable-advice': 'Choose it again.',
} as const;
