import { tabSeparatedLine } from '#shared/clickhouse/tab-separated.ts';
import { COURSE_TEXT, type PackedCourse } from '#shared/records/packed-course.ts';
import { LineBuffer } from './line-buffer.ts';
import type { Origins } from './origins.ts';
import type { Accepted } from './validated-rows.ts';

/** Everything imported is completed ; files have no column for a status. */
export const IMPORTED_STATUS = 'completed';

/** More than most lines have; the buffer grows for longer ones. */
const LINE_BYTES = 256;

/**
 * Lines of the mirror's `course_records`, in the order of COURSE_COLUMNS, as UTF-8 with their ends. What records of an
 * import share is made once.
 *
 * @param from the first of the courses to be written
 * @param to the one after the last
 */
export function courseLines(
  courses: readonly Accepted<PackedCourse>[],
  { origins, numbers }: Origins,
  version: number,
  from = 0,
  to = courses.length,
): Buffer {
  const shared = origins.map(({ importInfo, timeUs, source }) => ({
    tenant: Buffer.from(`${importInfo.tenantId}\t`),
    origin: Buffer.from(`${tabSeparatedLine([IMPORTED_STATUS, importInfo.importId, timeUs, source])}\t`),
    end: Buffer.from(`${version}\n`),
  }));
  const lines = new LineBuffer(LINE_BYTES * (to - from));
  for (let index = from; index < to; index++) {
    const course = courses[index];
    const cells = shared[(numbers[index] ?? 0) - 1];
    if (course !== undefined && cells !== undefined) writeLine(lines, course, cells);
  }
  return lines.bytes;
}

/** Cells that the lines of an origin have in common. */
interface SharedCells {
  readonly tenant: Buffer;
  readonly origin: Buffer;
  readonly end: Buffer;
}

function writeLine(
  lines: LineBuffer,
  { personId, position, values }: Accepted<PackedCourse>,
  { tenant, origin, end }: SharedCells,
): void {
  const { texts, row } = values;
  lines.cells(tenant);
  lines.number(personId);
  lines.text(texts, row, COURSE_TEXT.courseNumber);
  lines.text(texts, row, COURSE_TEXT.courseName);
  lines.text(texts, row, COURSE_TEXT.courseType);
  lines.date(values.startDate);
  lines.date(values.completionDate);
  lines.text(texts, row, COURSE_TEXT.score);
  lines.number(values.durationMinutes);
  lines.text(texts, row, COURSE_TEXT.credits);
  lines.text(texts, row, COURSE_TEXT.instructor);
  lines.text(texts, row, COURSE_TEXT.provider);
  lines.text(texts, row, COURSE_TEXT.location);
  lines.text(texts, row, COURSE_TEXT.notes);
  lines.cells(origin);
  lines.number(position.number);
  lines.cells(end);
}

/** @param line of the mirror's `course_records` */
export function withVersion(line: string, version: number): string {
  return `${line.slice(0, line.lastIndexOf('\t'))}\t${version}`;
}
