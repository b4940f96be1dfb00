import type { Column } from '#shared/csv/record-types.ts';
import { type FlatRecordLayout, fieldIndex } from '#shared/kafka/avro/flat-record-layout.ts';
import type { FlatRecordReader } from '#shared/kafka/avro/flat-record-reader.ts';
import { foldUsername } from '#shared/people/username.ts';
import { calendarDate } from '#shared/records/calendar-date.ts';
import {
  COURSE_TEXT,
  COURSE_TEXTS,
  type CourseText,
  type PackedCourse,
} from '#shared/records/packed-course.ts';
import type { PackedTexts } from '#shared/records/packed-texts.ts';
import type { ValidatorOptions } from '#shared/records/validation.ts';
import {
  isPlainText,
  isSameText,
  NOT_PLAIN,
  type PlainNumberReader,
  plainDateReader,
  plainIntegerReader,
  readPlainDecimal,
} from './plain-values.ts';
import { columnsByField } from './required-rules.ts';

/**
 * Reads a `CourseRecord` whose values are all plain (see plain-values.ts) and within the rules, as nearly every row's
 * are: what it gives is what `courseValidator` would accept. Of any other record it gives undefined, and
 * `courseValidator` decides. With strings that are made, validated and made bytes again, what transcript-writer itself
 * does with a row took a third more (test/bench/log.md).
 */
export type PlainCourseReader = (record: FlatRecordReader, texts: PackedTexts) => PackedCourse | undefined;

interface Field {
  /** Of the field in the record. */
  readonly index: number;
  readonly column: Column;
}

interface TextField extends Field {
  /** Its column among the texts that are kept. */
  readonly text: number;
}

/** @param layout of `CourseRecord` */
export function plainCourseReader(
  { dateFormat, today }: ValidatorOptions,
  layout: FlatRecordLayout,
): PlainCourseReader {
  const columnOf = columnsByField('courses');
  const field = (name: string): Field => ({ index: fieldIndex(layout, name), column: columnOf(name) });
  const textField = (name: CourseText): TextField => ({ ...field(name), text: COURSE_TEXT[name] });
  const username = field('username');
  const employeeId = field('employeeId');
  const courseType = textField('courseType');
  const types = (courseType.column.limits.allowed ?? []).map(({ value }) => Buffer.from(value));
  const required = [textField('courseNumber'), textField('courseName')];
  const texts = [...required, ...(['instructor', 'provider', 'location', 'notes'] as const).map(textField)];
  const copied = [...texts, courseType];
  const decimals = [textField('score'), textField('credits')];
  const startDate = field('startDate');
  const readStart = plainDateReader(dateFormat, startDate.column);
  const completionDate = field('completionDate');
  const readCompletion = plainDateReader(dateFormat, completionDate.column);
  const lastDay = calendarDate(today);
  const durationMinutes = field('durationMinutes');
  const readDuration = plainIntegerReader(durationMinutes.column);
  const spans = new Int32Array(2 * COURSE_TEXTS.length);
  return (record, into) => {
    for (const one of required) if (!isGiven(record, one)) return undefined;
    if (!isGiven(record, username) && !isGiven(record, employeeId)) return undefined;
    if (!isPlain(record, username) || !isPlain(record, employeeId)) return undefined;
    for (const one of texts) if (!isPlain(record, one)) return undefined;
    if (!isOneOf(record, courseType, types)) return undefined;
    for (const one of copied) copySpan(record, one, spans);
    for (const one of decimals) if (!copyDecimal(record, one, spans)) return undefined;
    const start = readNumber(record, startDate, readStart);
    const completion = readNumber(record, completionDate, readCompletion);
    const duration = readNumber(record, durationMinutes, readDuration);
    if (start === NOT_PLAIN || completion === NOT_PLAIN || duration === NOT_PLAIN) return undefined;
    if (completion === null || completion > lastDay || (start !== null && start > completion))
      return undefined;
    const name = textOf(record, username);
    return {
      username: name,
      usernameFolded: name === null ? null : foldUsername(name),
      employeeId: textOf(record, employeeId),
      texts: into,
      row: into.add(record.bytes, spans),
      startDate: start,
      completionDate: completion,
      durationMinutes: duration,
    };
  };
}

function isGiven({ starts, ends }: FlatRecordReader, { index }: Field): boolean {
  // For a missing value both are the same.
  return starts[index] !== ends[index];
}

/** Whether a text is plain, or missing. */
function isPlain(record: FlatRecordReader, field: Field): boolean {
  if (!isGiven(record, field)) return true;
  const { bytes, starts, ends } = record;
  return isPlainText(bytes, starts[field.index] ?? 0, ends[field.index] ?? 0, field.column);
}

function isOneOf(
  { bytes, starts, ends }: FlatRecordReader,
  { index }: Field,
  values: readonly Buffer[],
): boolean {
  const [start, end] = [starts[index] ?? 0, ends[index] ?? 0];
  for (const value of values) {
    if (isSameText(bytes, start, end, value)) return true;
  }
  return false;
}

function copySpan({ starts, ends }: FlatRecordReader, { index, text }: TextField, spans: Int32Array): void {
  spans[2 * text] = starts[index] ?? 0;
  spans[2 * text + 1] = ends[index] ?? 0;
}

function copyDecimal(record: FlatRecordReader, field: TextField, spans: Int32Array): boolean {
  copySpan(record, field, spans);
  if (!isGiven(record, field)) return true;
  const { bytes, starts, ends } = record;
  const { index, column, text } = field;
  return readPlainDecimal(bytes, starts[index] ?? 0, ends[index] ?? 0, column, spans, 2 * text);
}

/** Null where nothing is given. */
function readNumber(record: FlatRecordReader, field: Field, read: PlainNumberReader): number | null {
  const { bytes, starts, ends } = record;
  return isGiven(record, field) ? read(bytes, starts[field.index] ?? 0, ends[field.index] ?? 0) : null;
}

function textOf(record: FlatRecordReader, field: Field): string | null {
  const { bytes, starts, ends } = record;
  return isGiven(record, field) ? bytes.toString('utf8', starts[field.index], ends[field.index]) : null;
}
