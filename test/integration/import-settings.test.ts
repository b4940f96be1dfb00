import { beforeAll, describe, expect, it } from 'vitest';
import type { Inspection } from '#shared/csv/inspection/inspection.ts';
import type { ImportSettings } from '#shared/imports/import-settings.ts';
import type { ImportView } from '#shared/imports/import-view.ts';
import { checkFile } from '../support/checks.ts';
import { loadPeople } from '../support/commands.ts';
import { mirroredCourses, storedCourses } from '../support/compare-state.ts';
import { HttpInterface } from '../support/openapi.ts';
import { accept, call, callJson, eventually, finished, importFile, sql, upload } from '../support/product.ts';
import {
  acceptWithSettings,
  importWithSettings,
  uploadWithSettings,
} from '../support/upload-with-settings.ts';
import { whileImportsStand } from '../support/while-imports-stand.ts';
import { errorFile } from './cases/support.ts';

const PERSON = 'settings.person';
const contract = new HttpInterface();

beforeAll(() => loadPeople('acme', [{ username: PERSON, employeeId: 'SETTINGS-1' }]));

const HEADER = 'Username,Course Number,Course Name,Course Type,Completion Date';
const OTHER_HEADER = 'Emp No;Kurs;Titel;Art;Abschluss;Bemerkung';
const CHOSEN: ImportSettings = {
  columns: {
    'Emp No': 'employeeId',
    Kurs: 'courseNumber',
    Titel: 'courseName',
    Art: 'courseType',
    Abschluss: 'completionDate',
    Bemerkung: null,
  },
  values: { courseType: { Seminar: 'ILT', 'E-Learning': 'OLT' } },
  dateFormat: 'DD.MM.YYYY',
};

async function coursesOf(prefix: string): Promise<Record<string, unknown>[]> {
  return [...(await storedCourses('acme', prefix)).values()];
}

async function problemOf(response: Response): Promise<string> {
  const { code, detail } = (await response.json()) as { code: string; detail: string };
  return `${response.status} ${code}: ${detail}`;
}

describe('a file of another system', () => {
  it('is read by the columns, values and dates that were chosen', async () => {
    const file = `${OTHER_HEADER}\nSETTINGS-1;SET-1;Erste Hilfe;seminar;31.12.2020;x\nSETTINGS-1;SET-2;Brandschutz;E-LEARNING;01.02.2021;\n`;
    const view = await importWithSettings(file, CHOSEN);
    expect(view).toMatchObject({
      status: 'Complete',
      successes: 2,
      warnings: [],
      settings: { type: 'courses', ...CHOSEN },
      mapping: null,
      corrects: null,
      correctedBy: null,
    });
    expect(contract.problemsOf('getImport', 200, 'application/json', view)).toEqual([]);
    expect(await coursesOf('SET-')).toMatchObject([
      { 'Course Name': 'Erste Hilfe', 'Course Type': 'ILT', 'Completion Date': '2020-12-31' },
      { 'Course Name': 'Brandschutz', 'Course Type': 'OLT', 'Completion Date': '2021-02-01' },
    ]);
    const { body } = await callJson<Inspection>('acme-hr', view.links.inspection ?? '');
    expect(contract.problemsOf('getInspection', 200, 'application/json', body)).toEqual([]);
    expect(body.columns.map(({ reason }) => reason)).toEqual(Array(6).fill('choice'));
    const stored = await callJson<ImportSettings>('acme-hr', `/api/imports/${view.id}/settings`);
    expect(stored.body).toEqual({ type: 'courses', ...CHOSEN });
    expect(contract.problemsOf('getImportSettings', 200, 'application/json', stored.body)).toEqual([]);
  });

  it('has in every row what was given for all of them', async () => {
    const file = 'Course Number,Course Name,Completion Date\nSETC-1,First Aid,2020-01-01\n';
    const constants = { username: PERSON, courseType: 'OLT', provider: 'Acme "Academy"' };
    const view = await importWithSettings(file, { constants }, { asFile: true });
    expect(view).toMatchObject({ status: 'Complete', successes: 1 });
    expect(await coursesOf('SETC-')).toMatchObject([{ 'Course Type': 'OLT', Provider: 'Acme "Academy"' }]);
  });

  it('of which rows fail comes back as it was, and is read the same way when it is corrected', async () => {
    const file = `${OTHER_HEADER}\nSETTINGS-1;SETE-1;Erste Hilfe;Seminar;31.12.2020;ü\nSETTINGS-1;SETE-2;Brandschutz;Seminar;2021;\nSETTINGS-9;SETE-3;Brandschutz;Seminar;01.01.2021;\n`;
    const view = await importWithSettings(file, CHOSEN);
    expect(view).toMatchObject({ successes: 1, failures: 2 });
    const errors = (await errorFile(view)).toString();
    expect(errors).toContain('SETTINGS-1;SETE-2;Brandschutz;Seminar;2021;;');
    const corrected = await accept(
      errors.replace('2021;;', '01.03.2021;;').replace('SETTINGS-9', 'SETTINGS-1'),
    );
    expect(await finished(corrected.id)).toMatchObject({
      status: 'Complete',
      successes: 2,
      corrects: view.id,
      settings: { type: 'courses', ...CHOSEN },
    });
    const { body } = await callJson<ImportView>('acme-hr', `/api/imports/${view.id}`);
    expect(body.correctedBy).toBe(corrected.id);
    expect((await coursesOf('SETE-')).map((course) => course['Completion Date']).sort()).toEqual([
      '2020-12-31',
      '2021-01-01',
      '2021-03-01',
    ]);
  });

  it.each(['nothing of ours', ''])('corrects nothing when its Errors column has "%s"', async (reason) => {
    const file = `${HEADER},Errors\n${PERSON},SETO-1,F,OLT,2020-01-01,${reason}\n`;
    await importFile(`${HEADER}\nnobody.at.all,SETO-2,F,OLT,2020-01-01\n`);
    expect(await importFile(file)).toMatchObject({ status: 'Complete', corrects: null });
    const misfit = await upload('Foo,Errors\na,b\n');
    expect(await problemOf(misfit)).toContain('422 missing-column');
  });
});

describe('what is stored', () => {
  const FULL = `${HEADER},Score,Notes\n`;

  it('keeps its values where a row has none, if that was chosen', async () => {
    await importFile(
      `${FULL}${PERSON},SETB-1,F,OLT,2020-01-01,90,seen\n${PERSON},SETB-2,F,OLT,2020-01-01,80,\n`,
    );
    const file = `${FULL}${PERSON},SETB-1,G,OJT,2019-01-01,,\n${PERSON},SETB-2,G,OLT,2021-01-01,,a\n${PERSON},SETB-2,H,OLT,2021-01-01,70,\n`;
    expect(await importWithSettings(file, { blanks: 'keep' })).toMatchObject({ successes: 3, failures: 0 });
    const expected = [
      {
        'Course Name': 'G',
        'Course Type': 'OJT',
        'Completion Date': '2019-01-01',
        Score: '90',
        Notes: 'seen',
      },
      { 'Course Name': 'H', Score: '70', Notes: 'a' },
    ];
    expect(await coursesOf('SETB-')).toMatchObject(expected);
    await eventually(
      async () => [...(await mirroredCourses('acme', 'SETB-')).values()],
      (courses) => courses.every((course) => course['Notes'] !== null),
    );
    expect(await mirroredCourses('acme', 'SETB-')).toEqual(await storedCourses('acme', 'SETB-'));
  });

  it('keeps records that were completed later, if that was chosen', async () => {
    const newestFirst = `${HEADER}\n${PERSON},SETR-1,new,OLT,2023-01-01\n${PERSON},SETR-1,old,OLT,2015-01-01\n`;
    expect(await importWithSettings(newestFirst, { olderRecords: 'keep' })).toMatchObject({ successes: 2 });
    expect(await coursesOf('SETR-')).toMatchObject([
      { 'Course Name': 'new', 'Completion Date': '2023-01-01' },
    ]);
    await importFile(newestFirst);
    expect(await coursesOf('SETR-')).toMatchObject([{ 'Course Name': 'old' }]);
  });

  it('is what an earlier import has written, however late that is produced', async () => {
    await whileImportsStand(async () => {
      const earlier = await accept(`${FULL}${PERSON},SETW-1,F,OLT,2020-01-01,90,kept\n`);
      const later = await acceptWithSettings(`${HEADER}\n${PERSON},SETW-1,G,OLT,2020-01-01\n`, {
        blanks: 'keep',
      });
      return [earlier.id, later.id];
    }).then((ids) => Promise.all(ids.map((id) => finished(id))));
    expect(await coursesOf('SETW-')).toMatchObject([{ 'Course Name': 'G', Score: '90', Notes: 'kept' }]);
  });

  it('is checked as it would be kept', async () => {
    const view = await importWithSettings(
      `${HEADER}\n${PERSON},SETW-1,H,OLT,2019-01-01\n`,
      { blanks: 'keep', olderRecords: 'keep' },
      { query: { type: 'courses', check: 'true' } },
    );
    expect(view.status).toBe('Ready to import');
    const { body } = await callJson<{ kept: number }>('acme-hr', view.links.check ?? '');
    expect(body).toMatchObject({ kept: 1, overwritten: 0, losesValues: 0 });
    await call('acme-hr', `/api/imports/${view.id}`, { method: 'DELETE' });
  });
});

describe('a check without settings', () => {
  it('waits for the columns, and is ready once they are chosen', async () => {
    const view = await checkFile(`${OTHER_HEADER}\nSETTINGS-1;SETP-1;Erste Hilfe;Seminar;31.12.2020;x\n`);
    expect(view.status).toBe('Needs settings');
    const response = await call('acme-hr', `/api/imports/${view.id}/settings`, {
      method: 'PUT',
      body: JSON.stringify(CHOSEN),
    });
    expect(response.status).toBe(202);
    expect(await finished(view.id)).toMatchObject({
      status: 'Ready to import',
      successes: 1,
      settings: CHOSEN,
    });
    await call('acme-hr', `/api/imports/${view.id}`, { method: 'DELETE' });
  });
});

const FILE = `${HEADER}\n${PERSON},SETH-1,F,OLT,2020-01-01\n`;
const many = (count: number, text: string | null) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`title ${index}`, text]));

describe('hostile settings', () => {
  it.each<[what: string, settings: unknown, refusal: string]>([
    ['not JSON', '{', '400 invalid-parameter: settings must be JSON.'],
    ['nothing', '', '400 invalid-parameter: settings must be JSON.'],
    ['a list', [], '400 invalid-parameter: settings must be an object.'],
    [
      'an unknown field',
      { unknownPeople: 'wait' },
      '400 invalid-parameter: settings must not have "unknownPeople".',
    ],
    ['a prototype', '{"__proto__": {"type": "courses"}}', '400 invalid-parameter: settings must not have'],
    [
      'two titles for one field',
      { columns: { Username: 'username', Name: 'username' } },
      '400 invalid-parameter: settings.columns.Name must be another field',
    ],
    [
      'a title that the file lacks',
      { columns: { Foo: 'notes' } },
      '422 missing-column: The settings name columns',
    ],
    [
      'a text for a column of the file',
      { constants: { courseName: 'F' } },
      '422 duplicate-column: The settings give',
    ],
    [
      'too many titles',
      { columns: many(1_001, null) },
      '400 invalid-parameter: settings.columns must have 1,000',
    ],
    [
      'too many values',
      { values: { courseType: many(10_001, 'OLT') } },
      '400 invalid-parameter: settings.values.courseType must have 10,000 entries at most.',
    ],
    ['too much', ' '.repeat(513 * 1024), '400 invalid-parameter: settings must not be longer than 512 kB.'],
    [
      'what the address says too',
      { type: 'courses' },
      '400 invalid-parameter: type must be given in the address or',
    ],
    [
      'fields of another type',
      { columns: { Username: 'issueDate' } },
      '400 invalid-parameter: settings must not name',
    ],
  ])('%s is refused, and nothing is left', async (_, settings, refusal) => {
    expect(await problemOf(await uploadWithSettings(FILE, settings))).toContain(refusal);
    expect(await problemOf(await uploadWithSettings(FILE, settings, { asFile: true }))).toContain(refusal);
  });

  it('after the file, twice, or without a file are refused', async () => {
    const big = `${FILE}${`${PERSON},SETH-1,F,OLT,2020-01-01\n`.repeat(10_000)}`;
    for (const asFile of [false, true]) {
      const after = await uploadWithSettings(big, { blanks: 'keep' }, { order: 'after', asFile });
      expect(await problemOf(after)).toBe('400 invalid-parameter: settings must come before the file.');
      const twice = await uploadWithSettings(FILE, {}, { order: 'twice', asFile });
      expect(await problemOf(twice)).toMatch(
        /^400 (invalid-parameter: settings must be given once|too-many-files)/,
      );
    }
    const form = new FormData();
    form.append('settings', '{}');
    const none = await call('acme-hr', '/api/imports?type=courses', { method: 'POST', body: form });
    expect(await problemOf(none)).toContain('400 missing-file');
    expect(await sql("SELECT FROM course_records WHERE course_number = 'SETH-1'")).toEqual([]);
  });

  it('of 10,000 values, and titles that prototypes have, are taken, and lists stay small', async () => {
    const courseType = many(10_000, 'OLT');
    const columns = '"columns": {"__proto__": "notes", "constructor": null}';
    const settings = `{${columns}, "values": {"courseType": ${JSON.stringify(courseType)}}}`;
    const header = `${HEADER},__proto__,constructor`;
    const file = `${header}\n${PERSON},SETH-2,F,Title 9999,2020-01-01,noted,x\n`;
    const view = await importWithSettings(file, settings);
    expect(view).toMatchObject({ status: 'Complete', warnings: [], settings: { type: 'courses' } });
    expect(view.settings.values).toBeUndefined();
    expect(await coursesOf('SETH-2')).toMatchObject([{ 'Course Type': 'OLT', Notes: 'noted' }]);
    const response = await call('acme-hr', `/api/imports/${view.id}/settings`);
    const stored = JSON.parse(await response.text());
    expect(Object.keys(stored.values.courseType)).toHaveLength(10_000);
    expect(Object.keys(stored.columns).sort()).toEqual(['__proto__', 'constructor']);
  });
});

it('the same file under the same key is another upload under other settings', async () => {
  const headers = { 'Idempotency-Key': `settings-${Date.now()}` };
  await importFile(FILE.replace('SETH-1', 'SETK-1'), { headers });
  const form = new FormData();
  form.append('settings', '{"blanks": "keep"}');
  form.append('file', new Blob([FILE.replace('SETH-1', 'SETK-1')]), 'history.csv');
  const again = await call('acme-hr', '/api/imports?type=courses', { method: 'POST', body: form, headers });
  expect(await problemOf(again)).toContain('409 key-reused');
});
