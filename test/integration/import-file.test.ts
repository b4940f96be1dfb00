import { beforeAll, describe, expect, it } from 'vitest';
import { loadPeople } from '../support/commands.ts';
import {
  certificationLines,
  differences,
  mirroredCertifications,
  mirroredCourses,
  storedCertifications,
  storedCourses,
} from '../support/compare-state.ts';
import { CERTIFICATION_HEADER, COURSE_HEADER, fromCsv, toCsv } from '../support/csv.ts';
import { certificationRows, courseRows, people } from '../support/history-generator.ts';
import { type ImportOutcome, Oracle, type Row } from '../support/oracle.ts';
import { call, finished, importFile } from '../support/product.ts';

const everyone = people('file', 2_000);
const oracle = new Oracle(everyone);

beforeAll(() => loadPeople('acme', everyone));

/** The error file must hold exactly the failed rows, as they were, in order, and name every column concerned. */
async function expectErrorFile(
  importId: string,
  header: readonly string[],
  rows: readonly Row[],
  outcome: ImportOutcome,
) {
  const response = await call('acme-hr', `/api/imports/${importId}/errors`);
  expect(response.status).toBe(200);
  const file = fromCsv(await response.text());
  expect(file.header).toEqual([...header, 'Errors']);
  const guarded = (value: string) => (/^[=+\-@\t]/.test(value) ? `'${value}` : value);
  const expected = outcome.failures.map(({ rowNumber }) =>
    header.map((title) => guarded(rows[rowNumber - 1]?.[title] ?? '')),
  );
  expect(file.rows.map((cells) => cells.slice(0, -1))).toEqual(expected);
  const unnamed = outcome.failures.flatMap(({ rowNumber, columns }, index) => {
    const errors = file.rows[index]?.at(-1) ?? '';
    // Within a sentence a title may have small letters.
    return columns
      .filter((title) => !errors.toLowerCase().includes(title.toLowerCase()))
      .map((title) => `row ${rowNumber}: ${title} not in "${errors}"`);
  });
  expect(unnamed).toEqual([]);
}

describe('a file of 200,000 courses', () => {
  const rows = courseRows({ seed: 1, people: everyone, rows: 200_000, prefix: 'FILE', bad: 0.02 });
  const csv = toCsv(COURSE_HEADER, rows);
  const outcome = oracle.importCourses(rows);

  it('ends with exact counts, the later row of each course, and exactly the failed rows in the error file', async () => {
    const view = await importFile(csv);
    expect(view).toMatchObject({
      status: 'Complete but with errors',
      type: 'courses',
      initiatedBy: 'acme-hr',
      total: 200_000,
      successes: outcome.successes,
      failures: outcome.failures.length,
      sameFileAs: null,
    });
    expect(differences(await storedCourses('acme', 'FILE-'), oracle.courses)).toEqual([]);
    expect(differences(await mirroredCourses('acme', 'FILE-'), oracle.courses)).toEqual([]);
    await expectErrorFile(view.id, COURSE_HEADER, rows, outcome);
  });

  it('uploaded again says so and changes no transcript', async () => {
    const view = await importFile(csv);
    expect(view.sameFileAs).not.toBeNull();
    expect(view).toMatchObject({
      total: 200_000,
      successes: outcome.successes,
      failures: outcome.failures.length,
    });
    expect(differences(await storedCourses('acme', 'FILE-'), oracle.courses)).toEqual([]);
    expect(differences(await mirroredCourses('acme', 'FILE-'), oracle.courses)).toEqual([]);
  });
});

it('adds a record for every valid certification, again when the same file comes again', async () => {
  const rows = certificationRows({ seed: 2, people: everyone, rows: 5_000, prefix: 'FILE', bad: 0.01 });
  const csv = toCsv(CERTIFICATION_HEADER, rows);
  for (const time of ['first', 'second']) {
    const outcome = oracle.importCertifications(rows);
    const view = await importFile(csv, { type: 'certifications' });
    expect(view, time).toMatchObject({
      total: 5_000,
      successes: outcome.successes,
      failures: outcome.failures.length,
    });
    await expectErrorFile(view.id, CERTIFICATION_HEADER, rows, outcome);
    const expected = certificationLines(oracle.certifications);
    expect(await storedCertifications('acme', 'FILE ')).toEqual(expected);
    expect(await mirroredCertifications('acme', 'FILE ')).toEqual(expected);
  }
});

it('takes a corrected error file as it is, Errors column and all', async () => {
  const wrong =
    'Username,Course Number,Course Name,Course Type,Completion Date,Notes\n' +
    'file.00001,MENDED-1,"Safety, part 1",OJT,2020-13-01,=SUM(A1)\n' +
    'file.00002,MENDED-2,Fine,OJT,2020-01-01,\n' +
    'file.00003,MENDED-3,Safety,Webinar,,"two\nlines"\n';
  const first = await importFile(wrong);
  expect(first).toMatchObject({ status: 'Complete but with errors', total: 3, successes: 1, failures: 2 });
  const errors = await (await call('acme-hr', `/api/imports/${first.id}/errors`)).text();
  expect(errors.split('\n')[0]).toBe(
    'Username,Course Number,Course Name,Course Type,Completion Date,Notes,Errors',
  );

  const corrected = errors.replace('2020-13-01', '2020-12-01').replace('Webinar,,', 'OLT,2021-05-06,');
  const second = await importFile(corrected);
  expect(second).toMatchObject({ status: 'Complete', total: 2, successes: 2, failures: 0 });
  const stored = await storedCourses('acme', 'MENDED-');
  expect(
    [...stored.values()]
      .map((values) => [values['Course Number'], values['Completion Date'], values['Notes']])
      .sort(),
  ).toEqual([
    ['MENDED-1', '2020-12-01', '=SUM(A1)'],
    ['MENDED-2', '2020-01-01', null],
    ['MENDED-3', '2021-05-06', 'two\nlines'],
  ]);
});

it('names what is wrong with a row in the order of the template, the look-up of its user included', async () => {
  const long = 'x'.repeat(101);
  const csv = `Username,Employee ID,Course Number,Course Name,Course Type,Start Date,Completion Date\n${[
    `${long},nobody-here,ORDER-1,,Webinar,2021-01-02,2021-01-01`,
    `nobody.here,${long},ORDER-2,Fine,OJT,,2021-01-01`,
  ].join('\n')}\n`;
  const view = await importFile(csv);
  expect(view).toMatchObject({ total: 2, successes: 0, failures: 2 });
  const { rows } = fromCsv(await (await call('acme-hr', `/api/imports/${view.id}/errors`)).text());
  const shown = `"${'x'.repeat(40)}…" has 101 characters; shorten it to 100`;
  expect(rows.map((cells) => cells.at(-1)?.split('; '))).toEqual([
    [
      ...`Username ${shown}`.split('; '),
      'No one in the LMS has the employee ID "nobody-here"',
      'look it up in the report People Detail with PID',
      ...['Course Name is blank', 'fill it in'],
      ...['Course Type "Webinar" is not a course type', 'use one of Task, OJT, VILT, OLT, ILT'],
      ...['Start Date 2021-01-02 is after Completion Date 2021-01-01', 'correct one of them'],
    ],
    [
      'No one in the LMS has the username "nobody.here"',
      'look it up in the report People Detail with PID',
      ...`Employee ID ${shown}`.split('; '),
    ],
  ]);
});

it('gives the original back byte for byte', async () => {
  const csv =
    '\ufeffUSERNAME;course_number;CourseName;Course Type;Completion Date\r\nfile.00001;BACK-1;"Ü";ojt;2020-01-01\r\n';
  const view = await importFile(csv, { fileName: 'Übung (1).csv' });
  expect(view).toMatchObject({ status: 'Complete', total: 1, successes: 1, fileName: 'Übung (1).csv' });
  const response = await call('acme-hr', view.links.original ?? '');
  expect(Buffer.from(await response.arrayBuffer())).toEqual(Buffer.from(csv));
  expect((await finished(view.id)).links.errors).toBeNull();
});
