import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { columnTexts, meaningsOf, synonymsOf, titleIn, titlesOf } from '#shared/csv/column-texts.ts';
import { courseTypeLookup } from '#shared/csv/course-types.ts';
import type { Dialect } from '#shared/csv/dialect.ts';
import { createErrorFile, createErrorFileWithLines } from '#shared/csv/error-file.ts';
import { fileTitles } from '#shared/csv/file-titles.ts';
import {
  addedColumns,
  countKnownTitles,
  EARLIER_TITLE_RULES,
  isTemplateTitle,
  matchHeader,
  normalizeTitle,
  recognizeRecordType,
  trailingErrorsColumn,
} from '#shared/csv/header.ts';
import { suggestTitles } from '#shared/csv/inspection/suggestions.ts';
import { RECORD_TYPES, recordSchema } from '#shared/csv/record-types.ts';
import { exampleCsv, templateCsv, templateTitles } from '#shared/csv/templates.ts';
import { LANGUAGES } from '#shared/texts/languages.ts';

const TRANSLATIONS = LANGUAGES.filter((language) => language !== 'en');

describe.each(RECORD_TYPES)('the columns of %s', (type) => {
  const { columns } = recordSchema(type);

  test.each(TRANSLATIONS)('are all written in %s', (language) => {
    for (const column of columns) {
      const texts = column.translations?.[language];
      expect(texts?.title, column.field).toBeTruthy();
      expect(texts?.explanation, column.field).toMatch(/\.$/);
      expect(texts?.label === undefined, column.field).toBe(column.label === undefined);
      expect(texts?.synonyms?.length, column.field).toBeGreaterThan(0);
      for (const { value, translations } of column.limits.allowed ?? [])
        expect(translations?.[language], value).toBeTruthy();
    }
  });

  test('have titles that say which column is meant, in whatever language, and synonyms that are of no other one', () => {
    const titles = columns.flatMap((column) => [...new Set(titlesOf(column).map(normalizeTitle))]);
    expect(new Set(titles).size).toBe(titles.length);
    const synonyms = columns.flatMap((column) => [...new Set(synonymsOf(column).map(normalizeTitle))]);
    expect(synonyms.filter((one, index) => synonyms.indexOf(one) !== index)).toEqual([]);
    for (const column of columns) {
      const own = titlesOf(column).map(normalizeTitle);
      const forms = synonymsOf(column).map(normalizeTitle);
      expect(forms.filter((form) => titles.includes(form) && !own.includes(form))).toEqual([]);
    }
  });

  test('are called the same in both types where English calls them the same', () => {
    for (const language of TRANSLATIONS) {
      for (const column of columns)
        expect(titleIn(column.title, language)).toBe(columnTexts(column, language).title);
    }
  });

  test.each(LANGUAGES)('are known by the template in %s', (language) => {
    const cells = templateCsv(type, language).slice(1).trim().split(',');
    expect(cells).toEqual(templateTitles(type, language));
    expect(matchHeader(cells, type)).toMatchObject({ ok: true, mapping: { indexes: [...cells.keys()] } });
    expect(recognizeRecordType(cells)).toBe(type);
    expect(countKnownTitles(cells)).toBe(columns.length);
    expect(cells.map(normalizeTitle).every(isTemplateTitle)).toBe(true);
    expect(fileTitles(cells).own).toEqual([]);
  });

  test('are known in any mix of languages', () => {
    const header = fc.tuple(...columns.map((column) => fc.constantFrom(...titlesOf(column))));
    fc.assert(
      fc.property(header, (cells) => {
        expect(matchHeader(cells, type)).toMatchObject({ ok: true, mapping: { indexes: [...cells.keys()] } });
      }),
    );
  });

  test('are there twice where two languages call them', () => {
    const [english, spanish] = [templateTitles(type, 'en'), templateTitles(type, 'es')];
    const differs = (_: string, index: number) => english[index] !== spanish[index];
    expect(matchHeader([...english, ...spanish.filter(differs)], type)).toMatchObject({
      ok: false,
      code: 'duplicate-column',
      columns: english.filter(differs),
    });
  });

  test('have the same example rows under titles in another language', () => {
    const [header, ...rows] = exampleCsv(type, 'es').split('\r\n');
    expect(header).toBe(templateCsv(type, 'es').trimEnd());
    expect(rows).toEqual(exampleCsv(type, 'en').split('\r\n').slice(1));
  });
});

test('the templates in Spanish', () => {
  expect(templateCsv('courses', 'es')).toBe(
    '\ufeffNombre de usuario,ID de empleado,Número de curso,Nombre del curso,Tipo de curso,Fecha de inicio,Fecha de finalización,Calificación,Duración en minutos,Créditos,Instructor,Proveedor,Lugar,Notas\r\n',
  );
  expect(templateCsv('certifications', 'es')).toBe(
    '\ufeffNombre de usuario,ID de empleado,Nombre de la certificación,Número de certificación,Organización emisora,Fecha de emisión,Fecha de vencimiento,Notas\r\n',
  );
});

test('imports that were accepted when titles were English are read by those alone', () => {
  expect(matchHeader(templateTitles('courses', 'es'), 'courses', {}, EARLIER_TITLE_RULES)).toMatchObject({
    ok: false,
    code: 'missing-column',
  });
});

test('a title whose accents are characters of their own is the same', () => {
  const cells = templateTitles('courses', 'es').map((title) => title.normalize('NFD').toUpperCase());
  expect(matchHeader(cells, 'courses')).toMatchObject({ ok: true });
});

test('titles of other systems are suggested in Spanish too, whatever the accents', () => {
  const cells = ['Legajo', 'Codigo del curso', 'Fecha de finalizacion', 'DURACIÓN'];
  expect(suggestTitles(cells, 'courses')).toEqual([
    { title: 'Legajo', column: 'Employee ID' },
    { title: 'Codigo del curso', column: 'Course Number' },
    { title: 'Fecha de finalizacion', column: 'Completion Date' },
    { title: 'DURACIÓN', column: 'Duration Minutes' },
  ]);
});

test('a course type is read by its meaning in every language', () => {
  const typeOf = courseTypeLookup();
  for (const allowed of recordSchema('courses').columns.flatMap(({ limits }) => limits.allowed ?? [])) {
    for (const meaning of meaningsOf(allowed)) {
      expect(typeOf(meaning)).toBe(allowed.value);
      expect(typeOf(` ${meaning.normalize('NFD').toUpperCase()} `)).toBe(allowed.value);
    }
  }
  expect(typeOf('Clase')).toBeUndefined();
});

describe('what an error file adds', () => {
  const DIALECT: Dialect = { encoding: 'utf-8', bom: false, delimiter: ',', lineEnd: 'lf' };

  test('is called so in the language of the import', () => {
    const failed = { cells: ['x'], raw: undefined };
    const file = createErrorFile(DIALECT, ['a'], 'es');
    expect(file.header + file.line(failed, 'mal')).toBe('\ufeffa,Errores\nx,mal\n');
    const withLines = createErrorFileWithLines(DIALECT, ['a'], 'es');
    expect(withLines.header + withLines.line(failed, '2', 'mal')).toBe('\ufeffa,Línea,Errores\nx,2,mal\n');
  });

  test('is taken off in every language, also to be added in another one', () => {
    for (const cells of [
      ['a', 'Línea', 'Errores'],
      ['a', 'Line', 'Errores', ''],
      ['a', 'LÍNEA'.normalize('NFD'), ' errors '],
    ]) {
      expect([...addedColumns(cells)]).toEqual([1, 2]);
      expect(trailingErrorsColumn(cells)).toBe(2);
      expect(fileTitles(cells)).toEqual(fileTitles(['a']));
    }
    expect(createErrorFile(DIALECT, ['a', 'Errors'], 'es').header).toBe('\ufeffa,Errores\n');
    expect(trailingErrorsColumn(['Errores', 'a'])).toBe(-1);
  });
});
