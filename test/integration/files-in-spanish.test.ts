import { beforeAll, expect, it } from 'vitest';
import type { ImportView } from '#shared/imports/import-view.ts';
import type { ImportFailures } from '../../services/portal/imports/import-failures.ts';
import { applyChecked, checked, checkFile } from '../support/checks.ts';
import { loadPeople } from '../support/commands.ts';
import { people } from '../support/history-generator.ts';
import { call, callJson, importFile } from '../support/product.ts';
import { undone } from '../support/undo.ts';

type Headers = Readonly<Record<string, string>>;

const SPANISH: Headers = { 'accept-language': 'es-MX,es;q=0.9,en;q=0.8' };
const ENGLISH: Headers = { 'accept-language': 'en-US,en;q=0.9' };

const TITLES =
  'Nombre de usuario,ID de empleado,Número de curso,Nombre del curso,Tipo de curso,Fecha de inicio,Fecha de finalización,Calificación,Duración en minutos,Créditos,Instructor,Proveedor,Lugar,Notas';
const REASONS = [
  'Nadie en el LMS tiene el nombre de usuario «no.esta»; búsquelo en el informe Detalle de personas con identificador',
  'Fecha de finalización: «2024-02-30» no es un día del calendario; corríjalo',
] as const;

/** A file as its bytes are: reading it as text would take off the byte order mark. */
async function download(path: string | null, headers: Headers = {}): Promise<string> {
  const response = await call('acme-hr', path ?? '', { headers });
  expect(response.status).toBe(200);
  return Buffer.from(await response.arrayBuffer()).toString('utf8');
}

/** A row of the template for courses. */
function course(person: string, number: string, type: string, completed: string): string {
  return `${person},,${number},Seguridad básica,${type},,${completed},,,,,,,`;
}

const everyone = people('spanish', 1);
const [{ username, employeeId } = { username: '', employeeId: '' }] = everyone;
const GOOD = course(username, 'ES-1', 'clase presencial con instructor', '2024-01-31');
const BAD = course('no.esta', 'ES-2', 'Formación en línea', '2024-02-30');

beforeAll(() => loadPeople('acme', everyone));

it('a file goes there and back in Spanish, and is imported whole once it is corrected', async () => {
  const template = await download('/api/templates/courses.csv', SPANISH);
  expect(template).toBe(`\ufeff${TITLES}\r\n`);
  const view = await importFile(`${template}${GOOD}\r\n${BAD}\r\n`, { headers: SPANISH });
  expect(view).toMatchObject({ language: 'es', total: 2, successes: 1, failures: 1 });

  const errorFile = await download(view.links.errors, ENGLISH);
  expect(errorFile).toBe(`\ufeff${TITLES},Errores\r\n${BAD},"${REASONS.join('; ')}"\r\n`);
  const withLines = await download(`${view.links.errors}?lines=true`, ENGLISH);
  expect(withLines).toBe(`\ufeff${TITLES},Línea,Errores\r\n${BAD},3,"${REASONS.join('; ')}"\r\n`);

  const corrected = withLines.replace('no.esta', username).replace('2024-02-30', '2024-02-29');
  const again = await importFile(corrected, { headers: ENGLISH });
  expect(again).toMatchObject({
    language: 'en',
    status: 'Complete',
    total: 1,
    successes: 1,
    warnings: [],
    corrects: view.id,
  });
  await expectReadersLanguage(view);
  await expectUndone(again);
});

/** What is not of the import, but of who looks at it. */
async function expectReadersLanguage({ id, links }: ImportView): Promise<void> {
  const failures = `/api/imports/${id}/failures`;
  const { body } = await callJson<ImportFailures>('acme-hr', failures, { headers: SPANISH });
  expect(body.reasons).toMatchObject([
    {
      code: 'invalid-date',
      columns: ['Completion Date'],
      title: 'Fecha de finalización: el valor no es una fecha',
    },
    { code: 'user-not-found', columns: ['Username'], title: 'Persona desconocida' },
  ]);
  const english = await callJson<ImportFailures>('acme-hr', failures);
  expect(english.body.reasons.map(({ title }) => title)).toEqual([
    'Completion date not a date',
    'Unknown person',
  ]);
  const rows = await callJson<{ items: { errors: { message: string }[] }[] }>('acme-hr', `${failures}/rows`);
  expect(rows.body.items.map(({ errors }) => errors.map(({ message }) => message))).toEqual([REASONS]);

  const results = (title: string, names: readonly [string, string]) =>
    `\ufeff${TITLES},${title}\r\n${GOOD},2,${names[0]},\r\n${BAD},3,${names[1]},"${REASONS.join('; ')}"\r\n`;
  expect(await download(links.results, SPANISH)).toBe(
    results('Línea,Resultado,Errores', ['nueva', 'con error']),
  );
  expect(await download(links.results)).toBe(results('Line,Result,Errors', ['added', 'failed']));
}

async function expectUndone({ id }: ImportView): Promise<void> {
  const undo = await undone(id, SPANISH);
  expect(undo).toMatchObject({ source: 'undo', language: 'es', successes: 1 });
  expect(await download(undo.links.results, SPANISH)).toBe(
    `\ufeffNombre de usuario,ID de empleado,Número de curso,Resultado,Cambiado por\r\n${username},${employeeId ?? ''},ES-2,eliminado,\r\n`,
  );
}

it('a check is in the language of who asks for it, and so is what comes of it', async () => {
  const file = `Username,${TITLES.split(',').slice(2).join(',')}\n${BAD.replace(',,', ',')}\n${GOOD.replace(',,', ',')}\n`;
  const view = await checkFile(file, { headers: SPANISH });
  expect(view).toMatchObject({ language: 'es', status: 'Ready to import', failures: 1 });
  const asItWouldBe = await download(view.links.errors, ENGLISH);
  expect(asItWouldBe).toContain(`,"${REASONS.join('; ')}"\n`);
  const applied = await applyChecked(view.id);
  expect(applied).toMatchObject({ language: 'es', failures: 1 });
  expect(await download(applied.links.errors)).toBe(asItWouldBe);
});

it('a check stays in its language when somebody who reads another one changes its settings', async () => {
  const file = `Username,${TITLES.split(',').slice(2).join(',')}\n${BAD.replace(',,', ',')}\n`;
  const { id, links } = await checkFile(file, { headers: SPANISH });
  const found = async () => {
    const { body } = await callJson<{ warnings: { message: string }[] }>('acme-hr', links.inspection ?? '');
    return body.warnings.map(({ message }) => message);
  };
  const warnings = await found();
  expect(warnings).toEqual([expect.stringContaining('no es una fecha')]);
  const answer = await callJson('acme-hr', `/api/imports/${id}/settings`, {
    method: 'PUT',
    headers: { ...ENGLISH, 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'courses', blanks: 'keep' }),
  });
  expect(answer.status).toBe(202);
  await checked(id);
  expect(await found()).toEqual(warnings);
});
