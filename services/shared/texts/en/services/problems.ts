/** Why a request is not granted, as problem documents and error pages say it. */
export const PROBLEMS = {
  'problems.unavailable': 'A server this call needs is unavailable. Try again in a moment.',
  'problems.internal': 'Something went wrong on our side; it has been noted.',
  'problems.nothing-here': 'There is nothing at this address.',
  'problems.file-gone': 'The file no longer exists.',
  'problems.body-too-slow': 'The body of the request did not come in time.',
  'problems.too-many-calls-of-caller':
    'You make too many calls at once. Try again after the seconds in Retry-After.',
  'problems.too-many-calls-of-organization':
    'Your organization makes too many calls at once. Try again after the seconds in Retry-After.',
  'problems.too-many-calls-of-address':
    'Too many calls come from your address. Try again after the seconds in Retry-After.',

  'problems.try-again': 'Try again',
  'problems.lms': 'Learning Management System',
  'problems.limit-title': 'One moment, please',
  'problems.limit-text':
    'More is asked of the LMS from your place than it answers at once. Try again in {seconds, plural, =1 {a second} other {# seconds}}; this page does so by itself.',
  'problems.broken-title': 'Something went wrong',
  'problems.broken-text':
    'The fault is on our side, and it has been noted. Nothing that was imported has been lost.',
  'problems.away-title': 'The LMS is not available at the moment',
  'problems.away-text':
    'A part of it is being restarted, which usually takes seconds. Nothing that was imported has been lost. This page tries again by itself.',

  'problems.sign-in-first': 'Sign in first.',
  'problems.not-signed-in': 'Sign in, or send a valid bearer token.',
  'problems.needs-admin': 'This needs the role of an LMS admin.',
  'problems.organization-not-set-up': 'Your organization is not set up here.',
  'problems.organization-unknown': 'Your organization is not known here.',
  'problems.no-organization': 'Your account belongs to no organization here, or has no role in it.',
  'problems.sign-in-over': 'The sign-in took too long, or was begun in another browser.',
  'problems.provider-refused': 'The identity provider did not sign you in.',
  'problems.provider-unusable': "The identity provider's answer could not be used.",
  'problems.not-a-person': 'You are signed in, but not as a person of the LMS.',

  'problems.no-such-import': 'There is no such import.',
  'problems.no-such-webhook': 'There is no such webhook.',
  'problems.no-such-delivery': 'There is no such delivery.',
  'problems.no-such-mapping': 'There is no such mapping.',
  'problems.no-such-feed': 'There is no such feed.',
  'problems.no-such-person': 'There is no such person.',
  'problems.no-such-course': 'There is no such course.',
  'problems.no-such-report': 'There is no such report.',
  'problems.no-such-record': 'The person has no such record.',
  'problems.never-had-course': 'This person has no such course, and never had one.',

  'problems.unknown-type': 'Say what the file holds: type=courses or type=certifications.',
  'problems.not-csv': 'Only CSV files are accepted: the name must end in .csv.',
  'problems.no-records': 'The file has no records to import.',
  'problems.file-too-large': 'The file is larger than {megabytes, number, ::group-off} MB.',
  'problems.too-many-rows':
    'The file has more than {most, number} records, the most that a file with its columns may have.',
  'problems.daily-limit':
    'With this file your organization would upload more than {megabytes, number} MB in one day (UTC), which is its limit. Upload it tomorrow.',
  'problems.one-file-at-a-time': 'Upload one file at a time, in the field "file".',
  'problems.no-file': 'The form has no file in the field "file".',
  'problems.upload-given-up': 'The upload was given up.',
  'problems.upload-cut-off': 'The connection ended before the upload was complete.',
  'problems.upload-incomplete': 'The form is incomplete or not well formed.',
  'problems.upload-stood-still': 'The upload stood still for too long; send it again.',
  'problems.upload-too-slow': 'The upload was too slow; send it again when the line is better.',
  'problems.too-many-uploads': 'Too many uploads at once. Try again in a moment.',
  'problems.key-reused': 'This Idempotency-Key was used for another upload; take a new one.',
  'problems.original-gone': 'The file of this import is not kept any more; upload it again.',
  'problems.question':
    '{question}{more, plural, =0 {} other { (# more: {codes})}} Nothing was imported. Upload it again with {parameters}.',
  'problems.answer-or-accept': '{parameter}=… or accept={code}',
  'problems.mapping-fits': 'The saved mapping {name} fits; upload it with mapping={id} to use it.',
  'problems.mapping-not-used':
    'The saved mapping {name} fits; upload it with mapping={id} to use it. It was not used.',
  'problems.same-file':
    'The same file was imported on {day}, as {name}. Each row adds a certification, so {rows, plural, one {# row} other {# rows}} would be there twice. Accept it if they are meant to be.',

  'problems.no-check': 'There is no check of this import.',
  'problems.no-inspection': 'There is no inspection of this import.',
  'problems.status-not-ready': 'The status of the import is "{status}".',
  'problems.status-needs-approval': 'The status of the import is "{status}": an LMS admin has to approve it.',
  'problems.status-not-discardable':
    'The status of the import is "{status}"; only what was not imported can be discarded.',
  'problems.status-already-applied':
    'The status of the import is "{status}"; its settings can no longer be changed.',
  'problems.needs-other-person': 'Someone other than the person who uploaded the file has to approve it.',
  'problems.already-finished': 'The import has finished; there is nothing left to cancel.',
  'problems.cancel-of-running-feed': 'This entry of a running feed ends by itself at midnight UTC.',
  'problems.cancel-of-nothing': 'Nothing of it has been imported; DELETE discards it.',
  'problems.feed-over': 'The feed was closed or finished before.',

  'problems.undo-of-undo': 'This is an undo itself. Import the file again to have its records back.',
  'problems.undo-of-nothing': 'Nothing of it has been imported yet.',
  'problems.undo-of-running-feed':
    'This is the entry of a running feed for one day: other software sent its records one by one. Undo single records, or have that software send what is right.',
  'problems.import-in-progress': 'The import is in progress. Wait for its end, or cancel it.',
  'problems.undo-history-gone':
    'What stood before its records is no longer kept, and so it can no longer be undone.',
  'problems.undo-period-over': 'The import ended more than {days} days ago, and can no longer be undone.',
  'problems.already-undone': 'It has been undone already, or is being undone.',
  'problems.undo-needs-role': 'Undoing an import needs the role {role}.',
  'problems.record-of-no-import': 'No import has written this record.',
  'problems.too-many-undo-previews':
    'Your organization asks what too many undos would do at once. Try again in a moment.',

  'problems.no-original': 'There is no original file.',
  'problems.no-error-file': 'There is no error file.',
  'problems.no-results-of-feed': 'The records of a feed have no results of their own; see its error file.',
  'problems.not-checked': 'The file has not been checked by its present settings.',
  'problems.results-not-finished': 'What becomes of each row is known once the import has finished.',
  'problems.results-gone': 'The file was removed, and with it what became of its rows.',
  'problems.no-results': 'What became of each row is not kept of this import.',
  'problems.too-many-row-lists':
    'Your organization asks for the rows of too many imports at once. Try again in a moment.',
  'problems.too-many-result-downloads':
    'Your organization downloads too many results files at once. Wait for one to finish.',
  'problems.too-many-error-file-downloads':
    'Your organization downloads too many error files at once. Wait for one to finish.',
  'problems.too-many-streams': 'Too many imports are watched at once; close some pages.',
  'problems.too-many-reports': 'Your organization asks for too many reports at once. Try again in a moment.',
  'problems.too-many-report-downloads':
    'Your organization downloads too many reports at once. Wait for one to finish.',
  'problems.too-many-histories-of-organization':
    'Your organization asks for too many training histories at once. Try again in a moment.',
  'problems.too-many-histories-of-caller':
    'You ask for too many training histories at once. Try again in a moment.',

  'problems.too-many-mappings': 'There are {most, number} saved mappings; delete those that nobody needs.',
  'problems.version-conflict':
    'The mapping is at version {version}, so somebody has changed it since; read it again.',
  'problems.name-taken': 'There is a mapping named "{name}" already; choose another name.',

  'problems.too-many-webhooks':
    'There are {most} webhooks, which is as many as there can be; delete one that nobody needs.',
  'problems.too-many-tests': 'There were {most} tests within ten minutes; wait a while.',
  'problems.webhook-paused': 'The webhook is paused; resume it first.',
  'problems.url-too-long': 'url must have {most, number} characters at most.',
  'problems.url-without-https': 'url must be a URL that begins with https://.',
  'problems.url-with-credentials': 'url must not have a user name or password.',
  'problems.url-with-fragment': 'url must not have a part behind #.',
  'problems.url-not-public': 'url must be an address of the public internet.',
} as const;
