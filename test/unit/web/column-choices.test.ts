import { describe, expect, it } from 'vitest';
import type { Inspection } from '#shared/csv/inspection/inspection.ts';
import { recordSchema } from '#shared/csv/record-types.ts';
import type { ImportSettings } from '#shared/imports/import-settings.ts';
import {
  chooseColumn,
  chooseSuggestions,
  chosenColumns,
} from '../../../services/portal/web/src/import-settings/column-choices.ts';
import { openQuestions } from '../../../services/portal/web/src/import-settings/open-questions.ts';
import { checkFile, type FileCheck } from '../../../services/portal/web/src/uploads/file-check.ts';
import { changeSettings } from '../../../services/portal/web/src/uploads/settings-change.ts';

const FOREIGN =
  'Emp No,Course ID,Course Name,Type,Completed Date\nE1,C-1,Safety,Classroom,31.12.2020\nE2,C-2,Safety,OJT,30.12.2020\n';

function check(text: string, settings: ImportSettings): Promise<FileCheck> {
  return checkFile(new File([text], 'history.csv'), settings, { maxBytes: 1_000 });
}

async function inspect(text: string, settings: ImportSettings = {}): Promise<Inspection> {
  const { inspection } = await check(text, settings);
  if (inspection === undefined) throw new Error('The file was not inspected');
  return inspection;
}

const column = (field: string) => recordSchema('courses').columns.find((one) => one.field === field);
const fieldsOf = (inspection: Inspection, settings: ImportSettings) =>
  chosenColumns(inspection, settings).columns.map((one) => one.column?.field ?? null);

describe('a file with titles of its own', () => {
  it('is refused with what it holds, and suggests without taking', async () => {
    const refused = await check(FOREIGN, { type: 'courses' });
    expect(refused).toMatchObject({ ok: false, code: 'missing-column', type: 'courses' });
    const { columns, missing, fits } = chosenColumns(await inspect(FOREIGN, { type: 'courses' }), {
      type: 'courses',
    });
    expect(columns.map((one) => [one.column?.field, one.suggestion?.field])).toEqual([
      [undefined, 'employeeId'],
      [undefined, 'courseNumber'],
      ['courseName', undefined],
      [undefined, 'courseType'],
      [undefined, 'completionDate'],
    ]);
    expect(missing.map(({ field }) => field)).toEqual([
      'username',
      'employeeId',
      'courseNumber',
      'courseType',
      'completionDate',
    ]);
    expect(fits).toBe(false);
  });

  it('fits once the suggestions are taken, before it is read again and after', async () => {
    const inspection = await inspect(FOREIGN, { type: 'courses' });
    const taken = chooseSuggestions(
      { type: 'courses' },
      chosenColumns(inspection, { type: 'courses' }).columns,
    );
    const settings = changeSettings({ type: 'courses' }, taken);
    expect(chosenColumns(inspection, settings)).toMatchObject({ fits: true, missing: [] });
    const read = await check(FOREIGN, settings);
    expect(read).toMatchObject({ ok: true, type: 'courses' });
    expect(openQuestions(await inspect(FOREIGN, settings), settings).map(({ code }) => code)).toEqual([
      'date-format',
    ]);
    const dated = changeSettings(settings, { dateFormat: 'DD.MM.YYYY' });
    expect(openQuestions(await inspect(FOREIGN, settings), dated)).toEqual([]);
  });

  it('gives a field to one title only, and a text for all rows goes with it', async () => {
    const inspection = await inspect(FOREIGN, { type: 'courses' });
    const given: ImportSettings = { type: 'courses', constants: { employeeId: 'E9' } };
    const first = changeSettings(given, chooseColumn(given, 'Emp No', column('employeeId')));
    expect(first).toEqual({ type: 'courses', columns: { 'Emp No': 'employeeId' } });
    const second = changeSettings(first, chooseColumn(first, 'Type', column('employeeId')));
    expect(fieldsOf(inspection, second)).toEqual([null, null, 'courseName', 'employeeId', null]);
  });

  it('is not imported where that is chosen, and as written where the choice is taken back', async () => {
    const inspection = await inspect(FOREIGN, { type: 'courses' });
    const without = changeSettings({}, chooseColumn({}, 'Course Name', undefined));
    expect(without).toEqual({ columns: { 'Course Name': null } });
    expect(fieldsOf(inspection, { type: 'courses', ...without })[2]).toBeNull();
    expect(changeSettings(without, chooseColumn(without, 'Course Name', column('courseName')))).toEqual({});
  });
});

it('asks what a file holds until somebody says so', async () => {
  const inspection = await inspect('A,B\n1,2\n');
  expect(openQuestions(inspection, {}).map(({ code }) => code)).toEqual(['unknown-type']);
  expect(openQuestions(inspection, { type: 'certifications' })).toEqual([]);
});

it('knows that a file may be the error file of an import', async () => {
  const refused = await check(FOREIGN.replaceAll(/$/gm, ',').replace('Date,', 'Date,Errors'), {});
  expect(refused).toMatchObject({ ok: false, hasErrorsColumn: true });
});
