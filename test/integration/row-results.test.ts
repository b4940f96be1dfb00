import { beforeAll, describe, expect, it } from 'vitest';
import type { ImportView } from '#shared/imports/import-view.ts';
import type { RowResult } from '#shared/imports/row-results.ts';
import type { RowView } from '../../services/portal/results/row-view.ts';
import { classifyCourses } from '../support/check-oracle.ts';
import { applyChecked, checkFile } from '../support/checks.ts';
import { loadPeople } from '../support/commands.ts';
import { CERTIFICATION_HEADER, COURSE_HEADER, toCsv } from '../support/csv.ts';
import { courseRows, people } from '../support/history-generator.ts';
import type { Row } from '../support/oracle.ts';
import { removeOriginal } from '../support/original-file.ts';
import { accept, call, callJson, eventually, finished, importFile, sql } from '../support/product.ts';
import { killAndRestart } from '../support/restart-part.ts';
import { resultsFile, resultsIn } from '../support/row-results.ts';
import { undone } from '../support/undo.ts';
import { importWithSettings } from '../support/upload-with-settings.ts';
import { whileImportsStand } from '../support/while-imports-stand.ts';

const everyone = people('results', 20);
const [one] = everyone;

beforeAll(() => loadPeople('acme', everyone));

async function rowsOf(id: string, query = ''): Promise<{ items: RowView[]; next: string | null }> {
  const { status, body } = await callJson<{ items: RowView[]; next: string | null }>(
    'acme-hr',
    `/api/imports/${id}/rows?${query}`,
  );
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
}

function course(number: string, values: Row = {}): Row {
  return {
    Username: one?.username ?? '',
    'Course Number': number,
    'Course Name': 'Results',
    'Course Type': 'OJT',
    'Completion Date': '2020-01-31',
    ...values,
  };
}

it('each row has the result that the rows have one after another, also where transcript-writer is killed', async () => {
  const rows = courseRows({ seed: 31, people: everyone, rows: 20_000, prefix: 'RESX', bad: 0.01 });
  const { outcomes } = classifyCourses(everyone, new Map(), rows);
  const { id } = await accept(toCsv(COURSE_HEADER, rows));
  const progress = async () => (await callJson<ImportView>('acme-hr', `/api/imports/${id}`)).body;
  await eventually(progress, ({ successes }) => successes > 0);
  await killAndRestart('transcript-writer');
  expect(resultsIn(await resultsFile(await finished(id)))).toEqual(outcomes);
});

describe('the results file has the rows as they were written', () => {
  it('with blank lines, line breaks in cells, and a byte order mark', async () => {
    const lines = [
      '\ufeff',
      ' ; ;',
      'Username;Course Number;Course Name;Course Type;Completion Date;Notes',
      `${one?.username};RESB-1;"Two\nlines";OJT;2020-01-31; as it is `,
      '',
      `${one?.username};RESB-2;Grüße;ojt;2020-02-30;=1+1`,
      ';;;;;',
      `${one?.username};RESB-1;"A ""quoted"" name";OJT;2020-01-31`,
    ];
    const view = await importFile(lines.join('\r\n'));
    expect(view.results).toEqual({ added: 1, overwritten: 0, unchanged: 0, superseded: 1, kept: 0 });
    const failure = '"Completion Date ""2020-02-30"" is not a real day; use YYYY-MM-DD, such as 2023-03-25"';
    const text = await resultsFile(view);
    const [, errors = ''] = /;6;failed;(.*)\r\n/.exec(text) ?? [];
    expect(errors).toMatch(/^"Completion Date ""2020-02-30"" .*"$/);
    expect(text.replace(errors, failure)).toBe(
      [
        '\ufeffUsername;Course Number;Course Name;Course Type;Completion Date;Notes;Line;Result;Errors',
        `${one?.username};RESB-1;"Two\nlines";OJT;2020-01-31; as it is ;4;superseded;`,
        `${one?.username};RESB-2;Grüße;ojt;2020-02-30;'=1+1;6;failed;${failure}`,
        `${one?.username};RESB-1;"A ""quoted"" name";OJT;2020-01-31;;8;added;`,
        '',
      ].join('\r\n'),
    );
  });

  it('in windows-1252, and without the column Errors of an earlier error file', async () => {
    const text = `Username,Course Number,Course Name,Course Type,Completion Date,Errors\n${one?.username},RESW-1,Sécurité,OJT,2020-01-31,What was wrong\n`;
    const view = await importFile(Buffer.from(text, 'latin1'), { query: { encoding: 'windows-1252' } });
    expect(await resultsFile(view)).toBe(
      `\ufeffUsername,Course Number,Course Name,Course Type,Completion Date,Line,Result,Errors\n${one?.username},RESW-1,Sécurité,OJT,2020-01-31,2,added,\n`,
    );
  });

  it('of certifications: every valid row is added', async () => {
    const row = {
      Username: one?.username ?? '',
      'Certification Name': 'RES Aid',
      'Issue Date': '2019-01-15',
    };
    const rows = [row, row, { ...row, 'Issue Date': '2019-02-30' }];
    const view = await checkFile(toCsv(CERTIFICATION_HEADER, rows), { type: 'certifications' });
    const predicted = await resultsFile(view);
    expect(resultsIn(predicted)).toEqual(['added', 'added', 'failed']);
    const applied = await applyChecked(view.id);
    expect(await resultsFile(applied)).toBe(predicted);
    expect(applied.results).toMatchObject({ added: 2 });
    expect((await rowsOf(view.id)).items).toMatchObject([
      { line: 2, result: 'added', certificationName: 'RES Aid', personId: expect.stringMatching(/^\d+$/) },
      { line: 3, result: 'added' },
      { line: 4, result: 'failed', errors: [{ code: 'invalid-date', columns: ['Issue Date'] }] },
    ]);
  });

  it('all of them after a cancel', async () => {
    const rows = courseRows({ seed: 41, people: everyone, rows: 4_500, prefix: 'RESC', bad: 0 });
    const id = await whileImportsStand(async () => {
      const running = await accept(toCsv(COURSE_HEADER, rows));
      const early = await call('acme-hr', `/api/imports/${running.id}/results`);
      expect({ status: early.status, ...((await early.json()) as object) }).toMatchObject({
        status: 409,
        code: 'not-finished',
      });
      expect((await call('acme-hr', `/api/imports/${running.id}/rows`)).status).toBe(409);
      await call('acme-hr', `/api/imports/${running.id}/cancel`, { method: 'POST' });
      return running.id;
    });
    const view = await finished(id);
    expect(view.status).toBe('Cancelled');
    const results = resultsIn(await resultsFile(view));
    expect(results).toHaveLength(rows.length);
    expect(results.filter((result) => result !== 'skipped')).toHaveLength(view.successes);
    expect((await rowsOf(id, 'result=skipped&limit=1')).items).toMatchObject([
      { result: 'skipped', changes: [], errors: [] },
    ]);
  });
});

describe('rows', () => {
  const numbers = [1, 2, 3, 4, 5];
  let view: ImportView;
  let personId: string;

  beforeAll(async () => {
    await importFile(
      toCsv(COURSE_HEADER, [
        course('RESR-1', { Score: '90.5', Notes: 'As it was' }),
        course('RESR-2'),
        course('RESR-3', { 'Completion Date': '2021-01-31' }),
      ]),
    );
    view = await importFile(
      toCsv(COURSE_HEADER, [
        course('RESR-1', { Instructor: 'Somebody' }),
        course('RESR-2'),
        course('RESR-4', { Score: '101', 'Course Type': 'Webinar', Username: 'nobody; at all' }),
        course('RESR-5'),
        course('RESR-1', { Score: '80', Notes: 'As it was' }),
      ]),
    );
    const found = await callJson<{ items: { id: string }[] }>(
      'acme-hr',
      `/api/people?search=${one?.username}`,
    );
    personId = found.body.items[0]?.id ?? '';
  });

  it('say what changed, and why rows failed', async () => {
    const { items, next } = await rowsOf(view.id);
    expect(next).toBeNull();
    expect(items).toEqual([
      row(2, 'superseded', 'RESR-1'),
      row(3, 'unchanged', 'RESR-2'),
      {
        ...row(4, 'failed', 'RESR-4'),
        personId: null,
        errors: [
          { code: 'user-not-found', columns: ['Username'], message: expect.stringMatching(/^No one .*PID$/) },
          {
            code: 'unknown-course-type',
            columns: ['Course Type'],
            message: expect.stringMatching(/^Course Type "Web/),
          },
          {
            code: 'number-out-of-range',
            columns: ['Score'],
            message: expect.stringMatching(/^Score "101" is/),
          },
        ],
      },
      row(5, 'added', 'RESR-5'),
      { ...row(6, 'overwritten', 'RESR-1'), changes: [{ field: 'score', from: 90.5, to: 80 }] },
    ]);
  });

  function row(line: number, result: RowResult, courseNumber: string): RowView {
    return { line, result, personId, courseNumber, changes: [], errors: [] };
  }

  it('come in pages and by their results', async () => {
    const lines: (number | null)[] = [];
    let cursor = '';
    do {
      const { items, next } = await rowsOf(view.id, `limit=2${cursor}`);
      lines.push(...items.map(({ line }) => line));
      cursor = next === null ? '' : `&cursor=${next}`;
    } while (cursor !== '');
    expect(lines).toEqual(numbers.map((number) => number + 1));
    for (const result of ['added', 'overwritten', 'unchanged', 'superseded', 'failed'])
      expect((await rowsOf(view.id, `result=${result}`)).items.map((item) => item.result)).toEqual([result]);
    expect((await rowsOf(view.id, 'result=kept')).items).toEqual([]);
    const { next } = await rowsOf(view.id, 'limit=1');
    for (const query of ['result=good', 'limit=0', `result=added&cursor=${next}`])
      expect((await call('acme-hr', `/api/imports/${view.id}/rows?${query}`)).status, query).toBe(400);
  });

  it('still say it once records were written over and a person has another name', async () => {
    const named = everyone[1];
    if (named === undefined) throw new Error('There is no second person');
    const by = (name: string, values: Row = {}) => course('RESN-1', { Username: name, ...values });
    await importFile(toCsv(COURSE_HEADER, [by(named.username)]));
    const changing = await importFile(toCsv(COURSE_HEADER, [by(named.username, { Score: '1' })]));
    const asItIs = { result: 'overwritten', changes: [{ field: 'score', from: null, to: 1 }] };
    await importFile(toCsv(COURSE_HEADER, [by(named.username, { Score: '2' })]));
    expect((await rowsOf(changing.id)).items).toMatchObject([asItIs]);
    await sql(
      "UPDATE people SET username = 'renamed.' || username, username_folded = 'renamed.' || username WHERE username = $1",
      [named.username],
    );
    expect((await rowsOf(changing.id)).items).toMatchObject([asItIs]);
  });

  it('of a check are as they would be', async () => {
    const check = await checkFile(
      toCsv(COURSE_HEADER, [course('RESR-3', { Notes: 'New' }), course('RESR-6'), course('', {})]),
    );
    expect((await rowsOf(check.id)).items).toMatchObject([
      {
        line: 2,
        result: 'overwritten',
        personId,
        courseNumber: 'RESR-3',
        changes: [
          { field: 'completionDate', from: '2021-01-31', to: '2020-01-31' },
          { field: 'notes', from: null, to: 'New' },
        ],
      },
      { line: 3, result: 'added', personId, courseNumber: 'RESR-6', changes: [] },
      { line: 4, result: 'failed', personId, courseNumber: null, errors: [{ code: 'required' }] },
    ]);
  });

  it('keep what an import with settings came to', async () => {
    const kept = await importWithSettings(
      toCsv(COURSE_HEADER, [course('RESR-5', { 'Completion Date': '2019-01-31' }), course('RESR-5')]),
      { olderRecords: 'keep' },
    );
    expect((await rowsOf(kept.id)).items.map(({ result }) => result)).toEqual(['kept', 'unchanged']);
  });
});

describe('of an undo', () => {
  it('courses: what came back, what was removed, and what stays', async () => {
    const username = one?.username ?? '';
    await importFile(toCsv(COURSE_HEADER, [course('RESU-1', { Score: '1' }), course('RESU-2')]));
    const second = await importFile(
      toCsv(COURSE_HEADER, [
        course('RESU-1', { Score: '2' }),
        course('RESU-2', { Score: '2' }),
        course('RESU-3'),
      ]),
    );
    const changing = await importFile(toCsv(COURSE_HEADER, [course('RESU-2', { Score: '3' })]), {
      fileName: 'changing.csv',
    });
    const undo = await undone(second.id);
    expect(undo.results).toEqual({ restored: 1, removed: 1, stayed: 1 });
    expect(await resultsFile(undo)).toBe(
      [
        '\ufeffUsername,Employee ID,Course Number,Result,Changed by',
        `${username},,RESU-1,restored,`,
        `${username},,RESU-3,removed,`,
        `${username},,RESU-2,stayed,changing.csv (${changing.id})`,
        '',
      ].join('\r\n'),
    );
    const { items } = await rowsOf(undo.id);
    expect(items).toMatchObject([
      {
        line: null,
        result: 'restored',
        courseNumber: 'RESU-1',
        changes: [{ field: 'score', from: 2, to: 1 }],
      },
      { result: 'removed', courseNumber: 'RESU-3', changes: [], changedBy: null },
      { result: 'stayed', courseNumber: 'RESU-2', changedBy: { id: changing.id, fileName: 'changing.csv' } },
    ]);
    expect((await rowsOf(undo.id, 'result=stayed')).items).toEqual([items[2]]);
    // What was undone keeps what it came to.
    expect((await rowsOf(second.id, 'result=overwritten')).items).toMatchObject([
      { line: 2, changes: [{ field: 'score', from: 1, to: 2 }] },
      { line: 3, changes: [{ field: 'score', from: null, to: 2 }] },
    ]);
  });

  it('certifications by their names', async () => {
    const row = {
      Username: one?.username ?? '',
      'Certification Name': 'RES Undone',
      'Issue Date': '2019-01-15',
    };
    const undo = await undone(
      (await importFile(toCsv(CERTIFICATION_HEADER, [row, row]), { type: 'certifications' })).id,
    );
    const line = `${row.Username},,RES Undone,removed,`;
    expect(await resultsFile(undo)).toBe(
      ['\ufeffUsername,Employee ID,Certification Name,Result,Changed by', line, line, ''].join('\r\n'),
    );
    expect((await rowsOf(undo.id, 'limit=1')).items).toMatchObject([
      { line: null, result: 'removed', certificationName: 'RES Undone' },
    ]);
  });
});

it('there are none of feeds, of other tenants, and of files that were removed', async () => {
  const view = await importFile(toCsv(COURSE_HEADER, [course('RESG-1')]));
  const opened = await callJson<ImportView>('acme-hr', '/api/feeds', {
    method: 'POST',
    body: JSON.stringify({ type: 'courses' }),
  });
  expect(opened.body.links.results).toBeNull();
  for (const path of ['results', 'rows']) {
    expect((await call('globex-hr', `/api/imports/${view.id}/${path}`)).status).toBe(404);
    expect((await call('acme-hr', `/api/imports/${opened.body.id}/${path}`)).status).toBe(404);
  }
  await call('acme-hr', `/api/imports/${opened.body.id}/cancel`, { method: 'POST' });
  await removeOriginal(view.id);
  expect((await call('acme-hr', `/api/imports/${view.id}/results`)).status).toBe(404);
  await sql('UPDATE imports SET original_key = NULL, files_removed_at = now() WHERE import_id = $1', [
    view.id,
  ]);
  const { body } = await callJson<ImportView>('acme-hr', `/api/imports/${view.id}`);
  expect(body.links.results).toBeNull();
  expect((await call('acme-hr', `/api/imports/${view.id}/rows`)).status).toBe(404);
});
