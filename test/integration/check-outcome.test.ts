import pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ImportView } from '#shared/imports/import-view.ts';
import { AvroCodec } from '#shared/kafka/avro/avro-codec.ts';
import type { TranscriptChange } from '#shared/kafka/avro/messages.ts';
import { readTopic } from '../../commands/dead-letters/read-topic.ts';
import { classifyCourses, countOutcomes, type RowOutcome } from '../support/check-oracle.ts';
import { acceptCheck, applyChecked, checked, checkFile, findings } from '../support/checks.ts';
import { loadPeople, runCommand } from '../support/commands.ts';
import {
  differences,
  mirroredCourses,
  storedCertifications,
  storedCourses,
} from '../support/compare-state.ts';
import { CERTIFICATION_HEADER, COURSE_HEADER, toCsv } from '../support/csv.ts';
import { registryUrlToWrite } from '../support/feed.ts';
import { certificationRows, courseRows, people, rewritingRows } from '../support/history-generator.ts';
import { adminClient } from '../support/kafka-settings.ts';
import { Oracle, type Row, type Values } from '../support/oracle.ts';
import { call, callJson, endpoints, eventually, finished, importFile, sql } from '../support/product.ts';
import { killAndRestart } from '../support/restart-part.ts';
import { resultsFile, resultsIn, spreadRows } from '../support/row-results.ts';
import { whileImportsStand } from '../support/while-imports-stand.ts';
import { wholeState } from '../support/whole-state.ts';

/** Few enough that files meet the records of those before them. */
const everyone = people('checks', 40);
const DAMAGED = 0.05;

beforeAll(() => loadPeople('acme', everyone));

function nextRows(earlier: readonly Row[], seed: number, rows: number, prefix: string): Row[] {
  return rewritingRows(earlier, { seed, people: everyone, rows, prefix, bad: DAMAGED });
}

/** The check run of an import, which nobody but the services sees. */
async function checkRunOf(importId: string): Promise<string> {
  const [row] = await sql<{ check_run: string }>('SELECT check_run FROM imports WHERE import_id = $1', [
    importId,
  ]);
  return row?.check_run ?? '';
}

/** What an import says its valid rows came to. */
async function resultsOf(importId: string) {
  const [row] = await sql<{ results: Record<string, number> }>(
    'SELECT results FROM imports WHERE import_id = $1',
    [importId],
  );
  return row?.results;
}

/** What became of the rows of an applied file, by what it left in the tables. */
async function actualOutcomes(
  { id, total }: ImportView,
  before: ReadonlyMap<string, Values>,
  after: ReadonlyMap<string, Values>,
): Promise<RowOutcome[]> {
  const written = await sql<{ row: number; key: string }>(
    `SELECT position_number::int AS row, username || ' / ' || course_number AS key
     FROM course_records JOIN people USING (tenant_id, person_id) WHERE import_id = $1`,
    [id],
  );
  const failures = await callJson<{ rows: { rowNumber: number }[] }>(
    'acme-hr',
    `/api/imports/${id}/failures?limit=200`,
  );
  const outcomes: RowOutcome[] = Array.from({ length: total ?? 0 }, () => 'superseded');
  for (const { rowNumber } of failures.body.rows) outcomes[rowNumber - 1] = 'failed';
  for (const { row, key } of written) {
    const values = before.get(key);
    if (values === undefined) outcomes[row - 1] = 'added';
    else
      outcomes[row - 1] =
        JSON.stringify(values) === JSON.stringify(after.get(key)) ? 'unchanged' : 'overwritten';
  }
  return outcomes;
}

describe('what a check predicts is what comes', () => {
  it.each([
    [1, 2_000],
    [2, 250],
    [3, 3],
  ])('courses, row by row: seed %i, stripes of %i rows', async (seed, rowsPerStripe) => {
    const prefix = `CHK${seed}`;
    const first = courseRows({ seed, people: everyone, rows: 2_500, prefix, bad: DAMAGED });
    await importFile(toCsv(COURSE_HEADER, first));
    const before = await storedCourses('acme', `${prefix}-`);
    const rows = nextRows(first, seed + 100, 2_500, prefix);
    const expected = classifyCourses(everyone, before, rows);
    const counts = countOutcomes(expected.outcomes);
    expect(Math.min(counts.added, counts.overwritten, counts.unchanged, counts.superseded)).toBeGreaterThan(
      0,
    );

    const view = await checkFile(toCsv(COURSE_HEADER, rows));
    expect(view).toMatchObject({ status: 'Ready to import', total: rows.length, failures: counts.failed });
    const found = await findings(view.id);
    const { people: named, losesValues, replacesNewer } = expected;
    expect(found).toMatchObject({ ...counts, rows: rows.length, people: named, losesValues, replacesNewer });
    expect(found).toMatchObject({ status: 'Ready to import', waiting: 0, changedSince: 0, questions: [] });
    expectSamples(found.samples, rows, expected.outcomes, before, expected.after);
    expect(differences(await storedCourses('acme', `${prefix}-`), before)).toEqual([]);
    const predicted = await errorsOf(view.id);
    const predictedResults = await resultsFile(view);
    expect(resultsIn(predictedResults)).toEqual(expected.outcomes);
    await spreadRows(view.id, rowsPerStripe);

    // Once the import has ended, retention removes its check at any moment.
    const shown = await whileImportsStand(async () => {
      const answer = await call('acme-hr', `/api/imports/${view.id}/apply`, { method: 'POST' });
      expect(answer.status).toBe(202);
      return findings(view.id);
    });
    expect(shown).toEqual({ ...found, status: 'In progress' });
    const applied = await finished(view.id);
    expect(applied).toMatchObject({
      status: 'Complete but with errors',
      successes: rows.length - counts.failed,
    });
    const after = await storedCourses('acme', `${prefix}-`);
    expect(differences(after, expected.after)).toEqual([]);
    expect(await actualOutcomes(applied, before, after)).toEqual(expected.outcomes);
    expect({ ...(await resultsOf(view.id)), failed: applied.failures }).toEqual(counts);
    expect(await errorsOf(view.id)).toEqual(predicted);
    expect(await resultsFile(applied)).toBe(predictedResults);
  });

  it('certifications: every valid row adds one', async () => {
    const rows = certificationRows({ seed: 9, people: everyone, rows: 2_000, prefix: 'CHKC', bad: DAMAGED });
    const oracle = new Oracle(everyone);
    const outcome = oracle.importCertifications(rows);
    const view = await checkFile(toCsv(CERTIFICATION_HEADER, rows), { type: 'certifications' });
    expect(await findings(view.id)).toMatchObject({
      rows: 2_000,
      added: outcome.successes,
      failed: outcome.failures.length,
      overwritten: 0,
      unchanged: 0,
      superseded: 0,
      kept: 0,
      people: new Set(oracle.certifications.map(({ username }) => username)).size,
    });
    expect(await storedCertifications('acme', 'CHKC')).toEqual([]);
    expect(await applyChecked(view.id)).toMatchObject({ successes: outcome.successes });
    expect((await storedCertifications('acme', 'CHKC')).length).toBe(outcome.successes);
  });

  it.each([
    { blanks: 'keep', olderRecords: 'overwrite' },
    { blanks: 'clear', olderRecords: 'keep' },
    { blanks: 'keep', olderRecords: 'keep' },
  ] as const)('under settings: $blanks, $olderRecords', async (settings) => {
    const prefix = `CHKS${settings.blanks}${settings.olderRecords}`;
    const first = courseRows({ seed: 21, people: everyone, rows: 1_000, prefix, bad: 0 });
    await importFile(toCsv(COURSE_HEADER, first));
    const before = await storedCourses('acme', `${prefix}-`);
    const rows = nextRows(first, 22, 1_500, prefix);
    const view = await checkFile(toCsv(COURSE_HEADER, rows));
    const answer = await call('acme-hr', `/api/imports/${view.id}/settings`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ type: 'courses', ...settings }),
    });
    expect(answer.status, await answer.clone().text()).toBe(202);
    const ready = await checked(view.id);
    expect(ready).toMatchObject({ status: 'Ready to import' });
    const expected = classifyCourses(everyone, before, rows, settings);
    const found = await findings(view.id);
    const { losesValues, replacesNewer } = expected;
    expect(found).toMatchObject({ ...countOutcomes(expected.outcomes), losesValues, replacesNewer });
    expectSamples(found.samples, rows, expected.outcomes, before, expected.after);
    const predicted = await resultsFile(ready);
    expect(resultsIn(predicted)).toEqual(expected.outcomes);
    const applied = await applyChecked(view.id);
    expect(await resultsFile(applied)).toBe(predicted);
    expect(differences(await storedCourses('acme', `${prefix}-`), expected.after)).toEqual([]);
    expect({ ...(await resultsOf(view.id)), failed: applied.failures }).toEqual(
      countOutcomes(expected.outcomes),
    );
    expect(differences(await mirroredCourses('acme', `${prefix}-`), expected.after)).toEqual([]);
  });
});

const FIELDS: Readonly<Record<string, string>> = {
  courseName: 'Course Name',
  courseType: 'Course Type',
  startDate: 'Start Date',
  completionDate: 'Completion Date',
  score: 'Score',
  durationMinutes: 'Duration Minutes',
  credits: 'Credits',
  instructor: 'Instructor',
  provider: 'Provider',
  location: 'Location',
  notes: 'Notes',
};

/** The first rows that overwrite, each with every value that it changes and no other. */
function expectSamples(
  samples: Awaited<ReturnType<typeof findings>>['samples'],
  rows: readonly Row[],
  outcomes: readonly RowOutcome[],
  before: ReadonlyMap<string, Values>,
  after: ReadonlyMap<string, Values>,
): void {
  const overwriting = outcomes.flatMap((outcome, index) => (outcome === 'overwritten' ? [index + 1] : []));
  expect(samples.map(({ row }) => row)).toEqual(overwriting.slice(0, 10));
  const text = (value: string | number | null): string | null => (value === null ? null : String(value));
  for (const { row, person, record, changes } of samples) {
    expect(rows[row - 1]?.['Course Number']).toBe(record);
    const [is, will] = [before, after].map((state) => state.get(`${person} / ${record}`) ?? {});
    const expected = Object.entries(FIELDS).flatMap(([field, title]) => {
      const change = { field, from: is?.[title] ?? null, to: will?.[title] ?? null };
      return change.from === change.to ? [] : [change];
    });
    expect(changes.map((change) => ({ ...change, from: text(change.from), to: text(change.to) }))).toEqual(
      expected,
    );
  }
}

async function errorsOf(importId: string): Promise<{ file: string; failures: unknown }> {
  const file = await (await call('acme-hr', `/api/imports/${importId}/errors`)).text();
  const failures = await callJson('acme-hr', `/api/imports/${importId}/failures?limit=200`);
  return { file, failures };
}

it('says why rows would fail, and in which rows first', async () => {
  const row = {
    Username: 'checks.00001',
    'Course Name': 'A',
    'Course Type': 'OJT',
    'Completion Date': '2020-01-31',
  };
  const rows = Array.from({ length: 4_100 }, (_, index) => ({ ...row, 'Course Number': `CHKWHY-${index}` }));
  const failing = [2, 3, 2_500, 4_000, 4_001, 4_002].map((number) => {
    rows[number - 1] = { ...row, 'Course Number': 'CHKWHY', 'Course Type': 'Webinar' };
    return number;
  });
  const view = await checkFile(toCsv(COURSE_HEADER, rows));
  const found = await findings(view.id);
  expect(found.reasons).toEqual([
    {
      code: 'unknown-course-type',
      title: 'Course Type',
      message: expect.stringContaining('Webinar'),
      rows: failing.length,
      firstRows: failing.slice(0, 5),
      firstLines: failing.slice(0, 5).map((row) => row + 1),
    },
  ]);
  expect(view.links.errors).toBe(`/api/imports/${view.id}/errors`);
});

it('leaves everything but its own as it was', async () => {
  const rows = courseRows({ seed: 31, people: everyone, rows: 3_000, prefix: 'CHKW', bad: DAMAGED });
  await importFile(toCsv(COURSE_HEADER, rows));
  // Imports before it are in the mirror when what waits for it has been flushed.
  await eventually(
    () => sql<{ waiting: number }>('SELECT count(*)::int AS waiting FROM outbox'),
    ([row]) => row?.waiting === 0,
  );
  // Retention removes checks that have ended at any moment.
  const ended = await sql<{ import_id: string }>(
    "SELECT import_id FROM imports WHERE check_of IS NOT NULL OR check_run IS NOT NULL OR status = 'discarded'",
  );
  const others = ended.map(({ import_id }) => import_id);
  const before = await wholeState(others);

  const view = await checkFile(toCsv(COURSE_HEADER, nextRows(rows, 32, 3_000, 'CHKW')));
  expect(view.status).toBe('Ready to import');
  await eventually(
    () => sql<{ waiting: number }>('SELECT count(*)::int AS waiting FROM outbox'),
    ([row]) => row?.waiting === 0,
  );

  const checks = ['checked_courses', 'checked_certifications', 'import_checks'].map(
    (name) => `postgres ${name}`,
  );
  const after = await wholeState([...others, view.id, await checkRunOf(view.id)]);
  const own = (state: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(state).filter(([name]) => !checks.includes(name)));
  expect(own(after)).toEqual(own(before));

  const changes = await changesOf(await checkRunOf(view.id));
  expect(changes.length).toBeGreaterThan(0);
  for (const { courseRecords, pastCourses, certificationRecords } of changes)
    expect([courseRecords.rows, pastCourses.rows, certificationRecords.rows]).toEqual([0, 0, 0]);
});

/** The messages of transcript-changes that come with counts of an import. */
async function changesOf(importId: string): Promise<TranscriptChange[]> {
  const codec = new AvroCodec(registryUrlToWrite());
  await using admin = adminClient();
  const changes: TranscriptChange[] = [];
  for await (const { value } of readTopic(admin, 'transcript-changes')) {
    await codec.prepare([value]);
    const change = codec.decode(value).value as TranscriptChange;
    if (change.counts.some((counts) => counts.importId === importId)) changes.push(change);
  }
  return changes;
}

it('counts what was written since, and keeps that count when it is applied', async () => {
  const rows = courseRows({ seed: 41, people: everyone, rows: 500, prefix: 'CHKSINCE', bad: 0 });
  const view = await checkFile(toCsv(COURSE_HEADER, rows));
  expect((await findings(view.id)).changedSince).toBe(0);
  await importFile(toCsv(COURSE_HEADER, rows.slice(0, 120)));
  const [since] = await sql<{ keys: number }>(
    "SELECT count(*)::int AS keys FROM course_records WHERE starts_with(course_number, 'CHKSINCE-')",
  );
  expect(since?.keys).toBeGreaterThan(0);
  expect((await findings(view.id)).changedSince).toBe(since?.keys);
  await applyChecked(view.id);
  expect((await findings(view.id)).changedSince).toBe(since?.keys);
});

it('waits for what is being written when it compares', async () => {
  const row = {
    Username: 'checks.00002',
    'Course Number': 'CHKOPEN-1',
    'Course Name': 'As it was',
    'Course Type': 'OJT',
    'Completion Date': '2020-01-31',
  };
  await importFile(toCsv(COURSE_HEADER, [row]));
  const writer = new pg.Client({ connectionString: endpoints().postgres.url });
  await writer.connect();
  try {
    await writer.query('BEGIN');
    await writer.query(
      `UPDATE course_records SET course_name = 'Changed', version = nextval('record_version')
       WHERE course_number = 'CHKOPEN-1'`,
    );
    const { id } = await acceptCheck(toCsv(COURSE_HEADER, [row]));
    const run = await checkRunOf(id);
    await eventually(
      () => sql('SELECT FROM error_file_leases WHERE import_id = $1', [run]),
      (leases) => leases.length === 1,
    );
    await writer.query('COMMIT');
    await checked(id);
    const found = await findings(id);
    expect(found).toMatchObject({ overwritten: 1, changedSince: 0 });
    expect(found.samples.map(({ changes }) => changes)).toEqual([
      [{ field: 'courseName', from: 'Changed', to: 'As it was' }],
    ]);
    // The mirror, which has not heard of the change, agrees again.
    await applyChecked(id);
  } finally {
    await writer.end();
  }
});

it('ends the same when transcript-writer and aggregator are killed in the middle', async () => {
  const rows = courseRows({ seed: 51, people: everyone, rows: 120_000, prefix: 'CHKX', bad: 0.01 });
  const expected = classifyCourses(everyone, new Map(), rows);
  const { id } = await acceptCheck(toCsv(COURSE_HEADER, rows));
  const progress = async () => (await findings(id)).rows;
  await eventually(progress, (seen) => seen > 10_000);
  const { body: running } = await callJson<ImportView>('acme-hr', `/api/imports/${id}`);
  expect(running.status).toBe('Checking');
  expect(running.successes, 'the import shows the counts of its check').toBeGreaterThan(0);
  await killAndRestart('transcript-writer');
  await eventually(progress, (seen) => seen > 50_000);
  await killAndRestart('aggregator');
  expect(await checked(id)).toMatchObject({ status: 'Ready to import', total: 120_000 });
  const found = await findings(id);
  expect(found).toMatchObject({
    ...countOutcomes(expected.outcomes),
    rows: 120_000,
    people: expected.people,
  });
  const [kept] = await sql<{ rows: number }>(
    'SELECT count(*)::int AS rows FROM checked_courses WHERE import_id = $1',
    [await checkRunOf(id)],
  );
  expect(kept?.rows).toBe(120_000 - found.failed);
});

it('a person who is deleted is in no check any more', async () => {
  const [other, gone] = people('checkgone', 2);
  if (gone === undefined || other === undefined) throw new Error('There are two');
  await loadPeople('acme', [gone, other]);
  const row = (user: Row, name: string): Row => ({
    ...user,
    'Course Number': 'CHKGONE-1',
    'Course Name': name,
    'Course Type': 'OJT',
    'Completion Date': '2020-01-31',
  });
  const [goneUser, otherUser] = [{ Username: gone.username }, { Username: other.username }];
  await importFile(toCsv(COURSE_HEADER, [row(goneUser, 'A'), row(otherUser, 'A')]));
  const named = await checkFile(toCsv(COURSE_HEADER, [row(goneUser, 'B'), row(otherUser, 'B')]));
  // By what is no name of theirs any more: the file does not tell whom it is about.
  const formerly = { 'Employee ID': gone.employeeId ?? '' };
  const unnamed = await checkFile(toCsv(COURSE_HEADER, [row(formerly, 'C'), row(otherUser, 'C')]));
  expect((await findings(unnamed.id)).samples).toHaveLength(2);
  await loadPeople('acme', [{ ...gone, employeeId: 'CHECKGONE-NEW' }]);
  const [{ person_id: personId } = { person_id: '' }] = await sql<{ person_id: string }>(
    'SELECT person_id::text FROM people WHERE username = $1',
    [gone.username],
  );

  const { code, output } = await runCommand('person-delete', ['--tenant', 'acme', gone.username]);
  expect(code, output).toBe(0);
  expect((await call('acme-hr', `/api/imports/${named.id}`)).status).toBe(404);
  expect((await findings(unnamed.id)).samples).toMatchObject([{ person: other.username }]);
  const left = await sql(
    `SELECT FROM imports WHERE import_id = $1 OR check_of = $1
     UNION ALL SELECT FROM checked_courses WHERE person_id = $2
     UNION ALL SELECT FROM import_checks, jsonb_array_elements(result -> 'samples') AS sample
       WHERE sample ->> 'personId' = $2::text`,
    [named.id, personId],
  );
  expect(left).toEqual([]);
});
