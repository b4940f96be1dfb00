import { afterAll, expect, it } from 'vitest';
import type { ImportView } from '#shared/imports/import-view.ts';
import type { CheckView } from '../../../services/portal/web/src/api/types.ts';
import { namedFile } from '../../../services/portal/web/src/components/named-file.ts';
import { describeCheck } from '../../../services/portal/web/src/pages/import/check/check-summary.ts';
import { describeUndo } from '../../../services/portal/web/src/pages/import/undo/undo-texts.ts';
import { startTexts, text } from '../../../services/portal/web/src/texts/texts.ts';
import type { FileRefusal } from '../../../services/portal/web/src/uploads/file-check.ts';
import { describeRefusal } from '../../../services/portal/web/src/uploads/refusal-text.ts';

const MAX_BYTES = 20 * 1024 * 1024;

const OTHER_TITLES: FileRefusal = {
  ok: false,
  code: 'missing-column',
  columns: ['Course Number'],
  suggestions: [
    { title: 'Emp No', column: 'Employee ID' },
    { title: 'Login', column: 'Username' },
  ],
  type: 'courses',
  looksLike: 'certifications',
};

const CHECK: CheckView = {
  status: 'Ready to import',
  rows: 12_000,
  added: 1,
  overwritten: 240,
  unchanged: 0,
  superseded: 0,
  kept: 0,
  failed: 1,
  waiting: 0,
  people: 1,
  losesValues: 80,
  replacesNewer: 1,
  changedSince: 0,
  reasons: [],
  samples: [],
  questions: [],
};

const named = (fileName: ImportView['fileName']) =>
  text('check.discard-consequence', namedFile({ fileName }));

afterAll(() => startTexts('en', 'en'));

it('says in English why a file is refused, and what to do about it', async () => {
  await startTexts('en', 'en-US');
  expect(describeRefusal(OTHER_TITLES, MAX_BYTES)).toEqual({
    title: 'Columns are missing',
    advice:
      'This looks like a certifications file. “Emp No” may be Employee ID, “Login” may be Username: say so below, or rename them. The first line of a courses file must have these columns too:',
  });
  expect(describeRefusal({ ok: false, code: 'file-too-large' }, MAX_BYTES).advice).toBe(
    'Files may have up to 20 MB. Split it into several files and upload them one after another.',
  );
  expect(describeRefusal({ ok: false, code: 'too-many-rows' }, MAX_BYTES).advice).toBe(
    'Files may have up to 5,000,000 records. Split it into several files and upload them one after another.',
  );
  // The LMS may know another limit by now.
  const detail = 'Files may have up to 9 records.';
  expect(describeRefusal({ ok: false, code: 'too-many-rows', detail }, MAX_BYTES).advice).toMatch(detail);
  expect(describeRefusal({ ok: false, code: 'forbidden' }, MAX_BYTES)).toEqual({
    title: 'The file was not accepted',
    advice: 'The LMS gave no reason.',
  });
});

it('says it in Spanish, with numbers, lists and genders as Spanish has them', async () => {
  await startTexts('es', 'es');
  expect(describeRefusal({ ...OTHER_TITLES, suggestions: [] }, MAX_BYTES).advice).toBe(
    'Este parece un archivo de certificaciones. La primera línea de un archivo de cursos también debe tener estas columnas:',
  );
  expect(describeRefusal({ ok: false, code: 'too-many-rows' }, MAX_BYTES).advice).toMatch('5.000.000');
  expect(describeCheck(CHECK)).toBe(
    '12.000 filas: 1 nueva, 240 sobrescriben un registro (1 registro es más reciente que el del archivo y 80 registros pierden un valor) y 1 con error',
  );
  expect(describeUndo({ restored: 1, removed: 2, stayed: 0 }, 'courses')).toEqual([
    '1 registro recupera lo que tenía antes.',
    'Se eliminan 2 registros, porque antes no existían.',
  ]);
});

it('names the file, whatever its name is, or else says that it is the file', async () => {
  await startTexts('en', 'en-US');
  const rest = 'The file, its settings and its check are deleted.';
  expect(named('yes {file} <b>.csv')).toBe(`Nothing of yes {file} <b>.csv has been imported. ${rest}`);
  expect(named(null)).toBe(`Nothing of the file has been imported. ${rest}`);
});
