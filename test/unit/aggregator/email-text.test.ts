import { expect, it } from 'vitest';
import { emailSettings, readConfig } from '../../../services/aggregator/config.ts';
import { emailText } from '../../../services/aggregator/deliver/email-text.ts';
import { PATHS } from '../../../services/portal/web/src/app/paths.ts';

const event = { event_id: 'e1', actor: 'avery.admin', created_at: new Date(0) } as const;
const URL_OF_PAGES = 'https://lms.example';

it('says of an import what came of it, why rows failed, and where to see it', () => {
  const { subject, text } = emailText(
    {
      ...event,
      type: 'import.completed',
      data: {
        importId: 'i1',
        type: 'courses',
        fileName: 'history.csv',
        status: 'Complete but with errors',
        total: 12_345,
        successes: 12_300,
        failures: 45,
        reasons: [
          { code: 'required', columns: ['Course Number'], rows: 40 },
          { code: 'too-few-cells', columns: [], rows: 5 },
        ],
      },
    },
    URL_OF_PAGES,
    'en',
  );
  expect(subject).toBe('Complete but with errors: history.csv');
  for (const line of [
    'Rows: 12,345',
    'Successes: 12,300',
    'Failures: 45',
    '  40  Course number missing',
    '  5  Too few cells in the row',
  ])
    expect(text.split('\n')).toContain(line);
  expect(text).toContain(`Results and the error file: ${URL_OF_PAGES}${PATHS.imports}/i1\n`);
});

it('says of an undo what it took back, and of a held import what it would overwrite', () => {
  const undone = emailText(
    {
      ...event,
      type: 'import.undone',
      data: { importId: 'i1', undoId: 'u1', fileName: 'a.csv', restored: 3, removed: 2, stayed: 1 },
    },
    URL_OF_PAGES,
    'en',
  );
  expect(undone.subject).toBe('Undone: a.csv');
  expect(undone.text).toContain('Records restored: 3\nRecords removed: 2\n');
  expect(undone.text).toContain(`${PATHS.imports}/u1`);
  const held = emailText(
    {
      ...event,
      type: 'import.needs_approval',
      data: { importId: 'i1', fileName: 'a.csv', overwritten: 900, total: 1_000, failures: 0, reasons: [] },
    },
    URL_OF_PAGES,
    'en',
  );
  expect(held.subject).toBe('Needs approval: a.csv');
  expect(held.text).toContain('would overwrite 900 records');
});

it('is in the language of the import', () => {
  const reasons = [
    { code: 'required', columns: ['Course Number'], rows: 40 },
    { code: 'too-few-cells', columns: [], rows: 1_234_567 },
  ];
  const data = { importId: 'i1', type: 'courses', fileName: 'a.csv', total: 12_345, failures: 45, reasons };
  const ended = emailText(
    {
      ...event,
      type: 'import.completed',
      data: { ...data, status: 'Complete but with errors', successes: 9 },
    },
    URL_OF_PAGES,
    'es',
  );
  expect(ended).toEqual({
    subject: 'Completada con errores: a.csv',
    text: [
      'La importación de a.csv ha terminado. Estado: Completada con errores.',
      '',
      'Filas: 12.345',
      'Correctas: 9',
      'Con error: 45',
      '',
      'Por qué fallaron las filas:',
      '  40  Número de curso: falta el valor',
      '  1.234.567  Faltan celdas en la fila',
      '',
      `Resultados y archivo de errores: ${URL_OF_PAGES}${PATHS.imports}/i1`,
      '',
    ].join('\n'),
  });
  const held = emailText(
    { ...event, type: 'import.needs_approval', data: { ...data, fileName: '', overwritten: 1 } },
    URL_OF_PAGES,
    'es',
  );
  expect(held.subject).toBe('Pendiente de aprobación: registros de formación (cursos)');
  expect(held.text).toContain('sobrescribiría 1 registro, por lo que');
});

it('has a name that an uploader chose on one line, and not for ever', () => {
  const named = (fileName: string) =>
    emailText(
      {
        ...event,
        type: 'import.completed',
        data: { importId: 'i1', type: 'courses', fileName, status: 'Complete' },
      },
      URL_OF_PAGES,
      'en',
    ).subject;
  expect(named('a\r\nBcc: everybody@example.com\n\nText.csv')).toBe(
    'Complete: a Bcc: everybody@example.com Text.csv',
  );
  expect(named(`${'x'.repeat(500)}.csv`).length).toBeLessThan(100);
  expect(named('\u202e')).toBe('Complete: training records (courses)');
});

it('is sent only where the installation says from whom and where its pages are', () => {
  const environment = {
    PORT: '0',
    KAFKA_BROKERS: 'localhost:1',
    KAFKA_SECURITY_PROTOCOL: 'PLAINTEXT',
    REGISTRY_URL: 'http://localhost:1',
    POSTGRES_URL: 'postgres://localhost/none',
    CLICKHOUSE_URL: 'http://localhost:1',
    CLICKHOUSE_DATABASE: 'none',
    CLICKHOUSE_USERNAME: 'none',
    CLICKHOUSE_PASSWORD: '',
    S3_ENDPOINT: 'http://localhost:1',
    S3_ACCESS_KEY: 'none',
    S3_SECRET_KEY: 'none',
    S3_BUCKET: 'none',
  };
  const mail = { SMTP_URL: 'smtps://user:secret@mail.example', SMTP_FROM: 'LMS <lms@example.com>' };
  expect(emailSettings(readConfig({ ...environment, PUBLIC_URL: URL_OF_PAGES }))).toBeUndefined();
  expect(emailSettings(readConfig({ ...environment, ...mail, PUBLIC_URL: URL_OF_PAGES }))).toMatchObject({
    from: 'LMS <lms@example.com>',
  });
  expect(() => emailSettings(readConfig({ ...environment, ...mail }))).toThrow(/PUBLIC_URL/);
  expect(() => readConfig({ ...environment, SMTP_URL: 'https://mail.example' })).toThrow(/SMTP_URL/);
  expect(readConfig(environment).WEBHOOK_ALLOW_PRIVATE).toBe(false);
});
