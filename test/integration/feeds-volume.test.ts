import { expect, it } from 'vitest';
import certificationColumns from '#schemas/csv/certifications.json' with { type: 'json' };
import courseColumns from '#schemas/csv/courses.json' with { type: 'json' };
import type { ImportView } from '#shared/imports/import-view.ts';
import { loadPeople } from '../support/commands.ts';
import {
  certificationLines,
  differences,
  mirroredCertifications,
  mirroredCourses,
  storedCertifications,
  storedCourses,
} from '../support/compare-state.ts';
import { COURSE_HEADER, fromCsv, toCsv } from '../support/csv.ts';
import { closeFeed, fieldsOf, openFeed } from '../support/feed.ts';
import { certificationRows, courseRows, people } from '../support/history-generator.ts';
import { type Place, type ReplayLine, replayFeed } from '../support/java-producer.ts';
import { type Failure, Oracle, type Row } from '../support/oracle.ts';
import { accept, call, finished } from '../support/product.ts';

/** A tenth of the whole by default; the long runs set the variable. */
const SCALE = process.env['FEEDS_FULL'] === '1' ? 10 : 1;
const DEADLINE_MS = 240_000 * SCALE;
const PEOPLE = people('volume', 400);
/** Its own for each run, so that the suite can run again on the same data. */
const RUN = Date.now().toString(36);
const common = { people: PEOPLE, bad: 0.01 };

// A producer that is not kafkajs sends while a file of the same tenant is imported: every record has one outcome, and
// of two that write the same course the later one stays.
it('brings a feed of the Java client and a file together as if one after the other', {
  timeout: DEADLINE_MS,
}, async () => {
  await loadPeople('acme', PEOPLE);
  const courses = courseRows({ ...common, seed: 11, rows: 10_000 * SCALE, prefix: `VOL${RUN}` });
  const certifications = certificationRows({
    ...common,
    seed: 12,
    rows: 1_000 * SCALE,
    prefix: `VOLC${RUN}`,
  });
  const rows = courseRows({ ...common, seed: 13, rows: 20_000 * SCALE, prefix: `VOL${RUN}` });
  const [courseFeed, certificationFeed] = [await openFeed('courses'), await openFeed('certifications')];
  // Certifications come between courses, unnumbered.
  const numbered = courses.map((row, index) => courseLine(row, courseFeed.id, index + 1));
  const unnumbered = certifications.map((row) => certificationLine(row, certificationFeed.id));
  const lines = numbered.flatMap((line, index) => {
    const extra = index % 10 === 0 ? unnumbered[index / 10] : undefined;
    return extra === undefined ? [line] : [line, extra];
  });

  let file: ImportView | undefined;
  const places = await replayFeed('acme', lines, async () => {
    file = await accept(toCsv(COURSE_HEADER, rows));
  });
  await closeFeed(courseFeed.id, courses.length);
  await closeFeed(certificationFeed.id, certifications.length);
  const done = await Promise.all(
    [file?.id ?? '', courseFeed.id, certificationFeed.id].map((id) => finished(id, 'acme-hr', DEADLINE_MS)),
  );

  // Before the rules are applied: that keeps this process busy for longer than a connection waits.
  const failedCourses = await errorFile(courseFeed.id);
  const failedCertifications = await errorFile(certificationFeed.id);
  const coursePlaces = places.filter((_, index) => lines[index]?.name === 'CourseRecord');
  const [oracle, failures] = inOrder(courses, coursePlaces, rows, microseconds(file?.createdAt ?? ''));
  const ofCertifications = oracle.importCertifications(certifications);
  expect(
    done.map(({ total, successes, failures: failed, missing: lost }) => ({ total, successes, failed, lost })),
  ).toEqual([
    outcome(rows.length, failures.file.length, undefined),
    outcome(courses.length, failures.feed.length, 0),
    outcome(certifications.length, ofCertifications.failures.length, 0),
  ]);
  compareErrorFile(failedCourses, failures.feed);
  expect(failedCertifications.rows).toHaveLength(ofCertifications.failures.length);

  expect(differences(await storedCourses('acme', `VOL${RUN}-`), oracle.courses)).toEqual([]);
  expect(differences(await mirroredCourses('acme', `VOL${RUN}-`), oracle.courses)).toEqual([]);
  const expected = certificationLines(oracle.certifications);
  expect(await storedCertifications('acme', `VOLC${RUN}`)).toEqual(expected);
  expect(await mirroredCertifications('acme', `VOLC${RUN}`)).toEqual(expected);
});

/**
 * The rules applied in the order of positions (docs/decisions/0006-positions-of-records.md): the feed's records around
 * the file's rows.
 */
function inOrder(
  feed: readonly Row[],
  places: readonly Place[],
  file: readonly Row[],
  acceptedUs: number,
): [Oracle, { file: readonly Failure[]; feed: readonly Failure[] }] {
  const oracle = new Oracle(PEOPLE);
  const ordered = feed
    .map((row, index) => ({ row, number: index + 1, place: places[index] as Place }))
    .sort(
      (a, b) =>
        a.place.timeMs - b.place.timeMs ||
        a.place.partition - b.place.partition ||
        a.place.offset - b.place.offset,
    );
  const isBefore = ({ place }: { place: Place }): boolean => place.timeMs * 1_000 < acceptedUs;
  const failed: Failure[] = [];
  const apply = (part: typeof ordered): void => {
    const { failures } = oracle.importCourses(part.map(({ row }) => row));
    for (const { rowNumber, columns } of failures) {
      failed.push({ rowNumber: part[rowNumber - 1]?.number ?? 0, columns });
    }
  };
  const before = ordered.filter(isBefore);
  const after = ordered.filter((one) => !isBefore(one));
  expect(Math.min(before.length, after.length)).toBeGreaterThan(feed.length / 4);
  apply(before);
  const { failures } = oracle.importCourses(file);
  apply(after);
  return [oracle, { file: failures, feed: failed.sort((a, b) => a.rowNumber - b.rowNumber) }];
}

function compareErrorFile(
  { header, rows }: Awaited<ReturnType<typeof errorFile>>,
  failures: readonly Failure[],
): void {
  expect(header).toEqual([...fieldsOf('CourseRecord'), 'Errors']);
  const numbers = header.indexOf('rowNumber');
  expect(rows.map((row) => Number(row[numbers]))).toEqual(failures.map(({ rowNumber }) => rowNumber));
  for (const [index, { columns }] of failures.entries()) {
    const errors = (rows[index]?.at(-1) ?? '').toLowerCase();
    // Within a sentence a title may have small letters.
    expect(columns.filter((title) => !errors.includes(title.toLowerCase()))).toEqual([]);
  }
}

async function errorFile(id: string) {
  return fromCsv(await (await call('acme-hr', `/api/imports/${id}/errors`)).text());
}

function outcome(total: number, failed: number, lost: number | undefined) {
  return { total, successes: total - failed, failed, lost };
}

function courseLine(row: Row, importId: string, rowNumber: number): ReplayLine {
  return { name: 'CourseRecord', fields: { ...toFields(row, courseColumns.columns), importId, rowNumber } };
}

function certificationLine(row: Row, importId: string): ReplayLine {
  return {
    name: 'CertificationRecord',
    fields: { ...toFields(row, certificationColumns.columns), importId },
  };
}

/** A blank cell is as good as a field that is left out. */
function toFields(row: Row, columns: readonly { readonly title: string; readonly field: string }[]) {
  return Object.fromEntries(
    columns.flatMap(({ title, field }) => (row[title] === undefined ? [] : [[field, row[title]]])),
  );
}

function microseconds(createdAt: string): number {
  const match = /^(.*\.\d{3})(\d{3})Z$/.exec(createdAt);
  return Date.parse(`${match?.[1]}Z`) * 1_000 + Number(match?.[2]);
}
