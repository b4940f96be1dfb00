/**
 * Why rows fail. A message about columns begins with the title of the first that it speaks of, by which the messages of a
 * row are found again (see splitReasons).
 */
export const REASONS = {
  'reasons.required': '{column} is blank; fill it in',
  'reasons.too-long': '{column} "{value}" has {length, number} characters; shorten it to {most, number}',
  'reasons.invalid-character':
    '{column} "{value}" has a character that could not be read; save the file as UTF-8 or choose its encoding',
  'reasons.control-character': '{column} "{value}" has a control character ({character}); remove it',
  'reasons.two-digit-year':
    '{column} "{value}" has a year of two digits, which does not say which century; write all four digits',
  'reasons.time-zone':
    '{column} "{value}" has a time zone, with which the day depends on the place; write the day alone',
  'reasons.no-such-day': '{column} "{value}" is not a day of the calendar; correct it',
  'reasons.no-such-day-in-format':
    '{column} "{value}" is not a day of the calendar as {format}; correct it, or import the file with the date format {others}',
  'reasons.not-a-date': '{column} "{value}" is not a date; write it as {format}, such as {example}',
  'reasons.not-a-date-in-format':
    '{column} "{value}" is not a date as {format}, such as {example}; correct it, or import the file with the date format {others}',
  'reasons.date-too-early': '{column} "{value}" is too early; use a day from {earliest}',
  'reasons.date-in-future': '{column} "{value}" is in the future; use the day it happened',
  'reasons.date-after': '{column} {date} is after {other} {otherDate}; correct one of them',
  'reasons.date-before': '{column} {date} is before {other} {otherDate}; correct one of them',
  'reasons.invalid-number':
    '{column} "{value}" is not a number; use digits with a decimal point, such as {example}',
  'reasons.invalid-whole-number':
    '{column} "{value}" is not a whole number; use digits only, such as {example}',
  'reasons.number-out-of-range': '{column} "{value}" is out of range; use {least, number} to {most, number}',
  'reasons.too-many-decimals': '{column} "{value}" has too many decimals; use at most {most, number}',
  'reasons.unknown-course-type': '{column} "{value}" is not a course type; use one of {types}',
  'reasons.user-required': '{username} and {employeeId} are both blank; fill in one of them',
  'reasons.user-not-found':
    'No one in the LMS has {missing, select, username {the username "{username}"} employeeId {the employee ID "{employeeId}"} other {the username "{username}" or the employee ID "{employeeId}"}}; look {missing, select, username {it} employeeId {it} other {them}} up in the report People Detail with PID',
  'reasons.user-mismatch':
    '{usernameColumn} "{username}" and {employeeIdColumn} "{employeeId}" belong to different users; correct one or leave it blank',
  'reasons.too-few-cells':
    'The row has {cells, plural, one {1 cell} other {{cells} cells}}, but the header has {columns} columns; add the missing cells at its end',
  'reasons.too-many-cells':
    'The row has {cells} cells but the header has {columns}; enclose a cell that has the delimiter in it in quotation marks',
  'reasons.stray-quote':
    'The row has a quotation mark in the wrong place; enclose the whole cell in quotation marks and double each one inside',
  'reasons.unclosed-quote':
    'A quotation mark is never closed, so the rest of the file counts as this row; close it or remove it',
  'reasons.record-too-long': 'The row is longer than {most, number} characters; shorten it',

  'reasons.title.too-few-cells': 'Too few cells in the row',
  'reasons.title.too-many-cells': 'Too many cells in the row',
  'reasons.title.stray-quote': 'Quotation mark in the wrong place',
  'reasons.title.unclosed-quote': 'Quotation mark that is never closed',
  'reasons.title.record-too-long': 'Row too long',
  'reasons.title.user-required': 'No username or employee ID',
  'reasons.title.user-not-found': 'Unknown person',
  'reasons.title.user-mismatch': 'Username and employee ID of different people',
  'reasons.title.unknown-course-type': 'Unknown course type',
  'reasons.title.undecodable': 'Message that cannot be read',
  'reasons.title.unknown-import': 'Unknown import',
  'reasons.title.not-an-open-feed': 'Feed that is not open',
  'reasons.title.required': '{column} missing',
  'reasons.title.too-long': '{column} too long',
  'reasons.title.invalid-date': '{column} not a date',
  'reasons.title.date-too-early': '{column} too early',
  'reasons.title.date-in-future': '{column} in the future',
  'reasons.title.invalid-number': '{column} not a number',
  'reasons.title.number-out-of-range': '{column} out of range',
  'reasons.title.too-many-decimals': '{column} with too many decimals',
  'reasons.title.invalid-character': '{column} with an unreadable character',
  'reasons.title.control-character': '{column} with a control character',
  'reasons.title.dates-out-of-order': '{early} before {late}',
} as const;
