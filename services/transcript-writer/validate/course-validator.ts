import { courseTypeReader } from '#shared/csv/course-types.ts';
import type { Reason } from '#shared/csv/reason.ts';
import type { Column } from '#shared/csv/record-types.ts';
import { dateInFuture, dateReader } from '#shared/records/date-rules.ts';
import type { CourseValues } from '#shared/records/record-values.ts';
import { readLimitedText } from '#shared/records/text-rules.ts';
import type { Validator, ValidatorOptions } from '#shared/records/validation.ts';
import { readCourseType } from './course-type-rules.ts';
import { readDecimal, readInteger } from './number-rules.ts';
import { columnsByField, MISSING, readRequiredDate, readRequiredText, readUser } from './required-rules.ts';

export function courseValidator({ dateFormat, today }: ValidatorOptions): Validator<CourseValues> {
  const c = columnsByField('courses');
  const typeOf = courseTypeReader(c('courseType'));
  const readDate = dateReader(dateFormat);
  const columns = {
    username: c('username'),
    employeeId: c('employeeId'),
    courseNumber: c('courseNumber'),
    courseName: c('courseName'),
    courseType: c('courseType'),
    startDate: c('startDate'),
    completionDate: c('completionDate'),
    score: c('score'),
    durationMinutes: c('durationMinutes'),
    credits: c('credits'),
    instructor: c('instructor'),
    provider: c('provider'),
    location: c('location'),
    notes: c('notes'),
  };
  return (fields) => {
    // The properties are read in the template's order, which is the order of reasons.
    const reasons: Reason[] = [];
    const user = readUser(fields, columns.username, columns.employeeId, reasons);
    const courseNumber = readRequiredText(fields[2], columns.courseNumber, reasons);
    const courseName = readRequiredText(fields[3], columns.courseName, reasons);
    const courseType = readCourseType(fields[4], columns.courseType, typeOf, reasons);
    const startDate = readDate(fields[5], columns.startDate, reasons);
    const completionDate = readRequiredDate(fields[6], columns.completionDate, readDate, reasons);
    if (completionDate !== MISSING) {
      if (startDate !== null && startDate > completionDate) {
        reasons.push(
          startAfterCompletion(columns.startDate, columns.completionDate, startDate, completionDate),
        );
      }
      if (completionDate > today) reasons.push(dateInFuture(columns.completionDate, completionDate));
    }
    // Written out: an object that begins as a copy of another grows by three properties at a time.
    const value: CourseValues = {
      username: user.username,
      usernameFolded: user.usernameFolded,
      employeeId: user.employeeId,
      courseNumber,
      courseName,
      courseType,
      startDate,
      completionDate,
      score: readDecimal(fields[7], columns.score, reasons),
      durationMinutes: readInteger(fields[8], columns.durationMinutes, reasons),
      credits: readDecimal(fields[9], columns.credits, reasons),
      instructor: readLimitedText(fields[10], columns.instructor, reasons),
      provider: readLimitedText(fields[11], columns.provider, reasons),
      location: readLimitedText(fields[12], columns.location, reasons),
      notes: readLimitedText(fields[13], columns.notes, reasons),
    };
    return reasons.length === 0 ? { value, reasons: undefined } : { value: undefined, user, reasons };
  };
}

function startAfterCompletion(
  start: Column,
  completion: Column,
  startDate: string,
  completionDate: string,
): Reason {
  return {
    code: 'start-after-completion',
    columns: [start.title, completion.title],
    message: `${start.title} ${startDate} is after ${completion.title} ${completionDate}; correct one of them`,
  };
}
