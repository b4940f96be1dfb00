import { describe, expect, test } from 'vitest';
import { joinReasons, type Reason, reasonKey, splitReasons } from '#shared/csv/reason.ts';
import { reasonTitle } from '#shared/csv/reason-titles.ts';
import type { DateFormat, RecordType } from '#shared/csv/record-types.ts';
import { createRowReader } from '#shared/csv/row.ts';
import { LANGUAGES, type Language } from '#shared/texts/languages.ts';
import { recordValidator } from '../../../services/transcript-writer/validate/record-validator.ts';
import { userMismatch, userNotFound } from '../../../services/transcript-writer/validate/user-reasons.ts';
import { type Fields, TODAY, toCells } from './support.ts';

interface Written {
  readonly language?: Language;
  readonly dateFormat?: DateFormat;
}

function reasonsOf(
  type: RecordType,
  fields: Fields,
  { language = 'es', dateFormat = 'YYYY-MM-DD' }: Written = {},
): readonly Reason[] {
  const { reasons } = recordValidator(type, { dateFormat, today: TODAY, language })(toCells(type, fields));
  return reasons ?? [];
}

describe('why a record fails, in Spanish', () => {
  test.each<[Fields, string, DateFormat?]>([
    [{ courseName: ' ' }, 'Nombre del curso: la celda está en blanco; rellénela'],
    [
      { notes: 'x'.repeat(12_345) },
      `Notas: el valor «${'x'.repeat(40)}…» tiene 12.345 caracteres; acórtelo a 2000`,
    ],
    [
      { provider: 'a\ufffd' },
      'Proveedor: el valor «a\ufffd» tiene un carácter que no se pudo leer; guarde el archivo como UTF-8 o elija su codificación',
    ],
    [{ location: 'a\u0007' }, 'Lugar: el valor «a‹U+0007›» tiene un carácter de control (U+0007); elimínelo'],
    [
      { completionDate: '2023-02-30' },
      'Fecha de finalización: «2023-02-30» no es un día del calendario; corríjalo',
    ],
    [
      { completionDate: '13/12/2023' },
      'Fecha de finalización: «13/12/2023» no es un día del calendario en el formato MM/DD/YYYY; corríjalo o importe el archivo con el formato de fecha DD/MM/YYYY',
      'MM/DD/YYYY',
    ],
    [
      { completionDate: 'ayer' },
      'Fecha de finalización: «ayer» no es una fecha; escríbala como YYYY-MM-DD, por ejemplo 2023-03-25',
    ],
    [
      { completionDate: '1/2/2023' },
      'Fecha de finalización: «1/2/2023» no es una fecha en el formato YYYY-MM-DD, como 2023-03-25; corríjala o importe el archivo con el formato de fecha MM/DD/YYYY o DD/MM/YYYY',
    ],
    [
      { completionDate: '1/2/23' },
      'Fecha de finalización: el valor «1/2/23» tiene un año de dos cifras, que no indica el siglo; escriba las cuatro cifras',
    ],
    [
      { completionDate: '2023-01-01T10:00Z' },
      'Fecha de finalización: el valor «2023-01-01T10:00Z» tiene una zona horaria, con la que el día depende del lugar; escriba solo el día',
    ],
    [
      { startDate: '1899-12-31' },
      'Fecha de inicio: la fecha «1899-12-31» es demasiado antigua; use un día a partir de 1900-01-01',
    ],
    [
      { completionDate: '2024-03-01' },
      'Fecha de finalización: la fecha «2024-03-01» está en el futuro; use el día en que ocurrió de verdad',
    ],
    [
      { startDate: '2024-02-01' },
      'Fecha de inicio: 2024-02-01 es posterior a 2024-01-31 (Fecha de finalización); corrija una de las dos fechas',
    ],
    [
      { score: '92,5' },
      'Calificación: «92,5» no es un número; use cifras con punto decimal, por ejemplo 92.5',
    ],
    [{ score: '101' }, 'Calificación: «101» está fuera del intervalo; use un número de 0 a 100'],
    [{ credits: '10001' }, 'Créditos: «10001» está fuera del intervalo; use un número de 0 a 10000'],
    [{ score: '1.23456' }, 'Calificación: «1.23456» tiene demasiados decimales; use 4 como máximo'],
    [
      { durationMinutes: '1.5' },
      'Duración en minutos: «1.5» no es un número entero; use solo cifras, por ejemplo 480',
    ],
    [
      { durationMinutes: '10000001' },
      'Duración en minutos: «10000001» está fuera del intervalo; use un número de 0 a 10000000',
    ],
    [
      { courseType: 'Clase' },
      'Tipo de curso: «Clase» no es un tipo de curso; use uno de los siguientes: Task, OJT, VILT, OLT, ILT',
    ],
    [
      { username: '' },
      'Nombre de usuario e ID de empleado: las dos celdas están en blanco; rellene una de ellas',
    ],
  ])('%j', (fields, message, dateFormat) => {
    const [found, ...others] = reasonsOf('courses', fields, dateFormat === undefined ? {} : { dateFormat });
    expect(others).toEqual([]);
    expect(found?.message).toBe(message);
    // What programs decide by is the same in every language.
    const english = reasonsOf('courses', fields, { language: 'en', ...(dateFormat && { dateFormat }) });
    expect([found].map(({ message: _, ...reason } = {} as Reason) => reason)).toEqual(
      english.map(({ message: _, ...reason }) => reason),
    );
  });

  test('of a person', () => {
    expect(userNotFound({ username: 'x' }, 'es').message).toBe(
      'Nadie en el LMS tiene el nombre de usuario «x»; búsquelo en el informe Detalle de personas con identificador',
    );
    expect(userNotFound({ username: 'x', employeeId: '7' }, 'es').message).toBe(
      'Nadie en el LMS tiene el nombre de usuario «x» ni el ID de empleado «7»; búsquelos en el informe Detalle de personas con identificador',
    );
    expect(userMismatch('x', '7', 'es').message).toBe(
      'Nombre de usuario: «x» y «7» (ID de empleado) son de personas distintas; corrija uno de los dos o déjelo en blanco',
    );
  });

  test('of a row that cannot be read', () => {
    const read = createRowReader(
      { type: 'certifications', cells: ['a', 'b', 'c'], indexes: [0, -1, 1, -1, -1, 2, -1, -1] },
      {},
      'es',
    );
    const messageOf = (cells: string[], problem?: 'stray-quote') =>
      read({ cells, problem, raw: undefined, carriageReturns: undefined }).reasons?.[0]?.message;
    expect(messageOf(['x'])).toBe(
      'La fila tiene 1 celda, pero el encabezado tiene 3 columnas; añada las celdas que faltan al final',
    );
    expect(messageOf(['x', 'y', 'z', 'w'])).toMatch(/^La fila tiene 4 celdas, pero el encabezado tiene 3;/);
    expect(messageOf(['x'], 'stray-quote')).toMatch(/^La fila tiene unas comillas fuera de lugar;/);
  });
});

describe.each(LANGUAGES)('the reasons of a row in %s', (language) => {
  // Values that look like the mark between two reasons.
  const fields = {
    courseName: '',
    courseType: 'a; b; Notas: c',
    startDate: '2024-02-01',
    score: '; 101',
    durationMinutes: '; Notes x',
    credits: '99999',
    location: 'x'.repeat(300),
    notes: 'a\u0007; Lugar: y\ufffd',
  };
  const certification = { issueDate: '2024-01-31', expirationDate: '2024-01-01', notes: '\u0007' };

  test.each<[string, readonly Reason[]]>([
    ['a course', reasonsOf('courses', fields, { language })],
    ['a course of nobody', reasonsOf('courses', { ...fields, username: '' }, { language })],
    [
      'a course of an unknown person',
      [
        ...reasonsOf('courses', { courseName: '' }, { language }),
        userNotFound({ username: 'a; b', employeeId: '; 7' }, language),
        userMismatch('x', '7', language),
      ],
    ],
    [
      'a person by either',
      [userMismatch('a; b', '7', language), userNotFound({ employeeId: '7' }, language)],
    ],
    ['a certification', reasonsOf('certifications', certification, { language })],
  ])('of %s are found again in the text that they are joined to', (_name, reasons) => {
    expect(reasons.length).toBeGreaterThan(1);
    expect(splitReasons(reasons.map(reasonKey), joinReasons(reasons))).toEqual(reasons);
  });
});

test.each<[string, string[], string]>([
  ['user-not-found', ['Username'], 'Persona desconocida'],
  [
    'start-after-completion',
    ['Start Date', 'Completion Date'],
    '«Fecha de finalización» es anterior a «Fecha de inicio»',
  ],
  [
    'expiration-before-issue',
    ['Issue Date', 'Expiration Date'],
    '«Fecha de vencimiento» es anterior a «Fecha de emisión»',
  ],
  ['required', ['Course Name'], 'Nombre del curso: falta el valor'],
  ['too-long', ['Employee ID'], 'ID de empleado: valor demasiado largo'],
  ['required', ['Trainer'], 'Trainer: falta el valor'],
  ['unclosed-quote', [], 'Comillas sin cerrar'],
])('%s of %j is “%s”', (code, columns, title) => {
  expect(reasonTitle({ code, columns }, 'es')).toBe(title);
});

test('which date comes too early is said whatever order the rule names them in', () => {
  const [reason] = reasonsOf(
    'certifications',
    { issueDate: '2024-01-31', expirationDate: '2024-01-01' },
    { language: 'en' },
  );
  expect(reason && reasonTitle(reason, 'en')).toBe('Expiration date before issue date');
});
