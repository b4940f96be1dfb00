import { cp, mkdtemp, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { RecordSchema } from '#shared/csv/record-types.ts';
import { COURSE_HEADER, fromCsv, toCsv } from '../support/csv.ts';
import { historyMirrored } from '../support/history-mirrored.ts';
import type { Row } from '../support/oracle.ts';
import { OwnProduct } from '../support/own-product.ts';

/** A product that starts beside the others on a busy machine. */
const START_MS = 300_000;

const PARTS = ['services', 'schemas', 'commands', 'deploy', 'package.json', 'package-lock.json'];

/** In the middle of the template, and at the end of the Avro record: the two orders need not be the same. */
const TRAINER = {
  title: 'Trainer',
  field: 'trainer',
  required: false,
  format: 'text',
  limits: { maxLength: 30 },
  example: 'Robin Hart',
  explanation: 'Who trained the person.',
} as const;

const POSTGRES = `SET LOCAL ROLE lms_owner;
ALTER TABLE course_records ADD COLUMN trainer text;
ALTER TABLE checked_courses ADD COLUMN trainer text;
ALTER TABLE course_record_history ADD COLUMN trainer text;
`;

const CLICKHOUSE = `ALTER TABLE course_records ADD COLUMN IF NOT EXISTS trainer Nullable(String) AFTER credits;

ALTER TABLE course_history ADD COLUMN IF NOT EXISTS trainer Nullable(String) AFTER credits;
`;

let folder: string;
let root: string;
let product: OwnProduct;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'training-history-column-'));
  root = join(folder, 'repository');
  for (const part of PARTS) await cp(part, join(root, part), { recursive: true, preserveTimestamps: true });
  await symlink(join(process.cwd(), 'node_modules'), join(root, 'node_modules'));
  // The pages as they were built: here they are not looked at.
  await utimes(join(root, 'services/portal/web/dist/index.html'), new Date(), new Date());
  await addColumn();
  product = await OwnProduct.in(join(folder, 'data'), root);
  await product.start();
}, START_MS);

afterAll(async () => {
  await product?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** All that is needed: an entry in schemas/csv, a field in schemas/avro and two migrations. */
async function addColumn(): Promise<void> {
  const schemas = join(root, 'schemas');
  await editJson<RecordSchema>(join(schemas, 'csv/courses.json'), (courses) => ({
    ...courses,
    columns: courses.columns.flatMap((column) =>
      column.field === 'instructor' ? [TRAINER, column] : [column],
    ),
  }));
  await editJson<{ fields: unknown[] }>(join(schemas, 'avro/CourseRecord.avsc'), (record) => ({
    ...record,
    fields: [...record.fields, { name: 'trainer', type: ['null', 'string'], default: null }],
  }));
  await writeFile(join(schemas, 'postgres/9000_trainer.sql'), POSTGRES);
  await writeFile(join(schemas, 'clickhouse/9000_trainer.sql'), CLICKHOUSE);
}

async function editJson<Content>(path: string, edit: (content: Content) => Content): Promise<void> {
  const content = JSON.parse(await readFile(path, 'utf8')) as Content;
  await writeFile(path, JSON.stringify(edit(content), null, 2));
}

async function importRows(rows: readonly Row[], way = '--wait'): Promise<string> {
  const file = join(folder, 'courses.csv');
  const all = rows.map((row) => ({
    Username: 'cameron.graham',
    'Course Name': 'Added',
    'Course Type': 'OJT',
    'Completion Date': '2024-01-31',
    ...row,
  }));
  await writeFile(file, toCsv([...COURSE_HEADER, 'Trainer'], all));
  const { code, output } = await product.run('import', [file, '--type', 'courses', way]);
  expect([0, 2], output).toContain(code);
  return /import (\S+)/.exec(output)?.[1] ?? '';
}

async function ask(path: string): Promise<Response> {
  const { portal, identity } = product.endpoints;
  const answer = await fetch(identity.token, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from('acme-hr:demo').toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const { access_token } = (await answer.json()) as { access_token: string };
  return fetch(new URL(path, portal), { headers: { authorization: `Bearer ${access_token}` } });
}

it(
  'a column that schemas/csv, schemas/avro and two migrations have is imported, stored, mirrored and shown',
  async () => {
    const trainer = 'Zoë "Tab\\" = Hart';
    await importRows([
      { 'Course Number': 'ADDED-1', Trainer: 'The first' },
      { 'Course Number': 'ADDED-2', Instructor: 'Nobody trained' },
    ]);
    const failing = await importRows([
      { 'Course Number': 'ADDED-1', Trainer: trainer, Instructor: 'Jordan Lee' },
      { 'Course Number': 'ADDED-2', Notes: 'trainer=not this' },
      { 'Course Number': 'ADDED-3', Trainer: 'x'.repeat(31) },
    ]);

    expect(
      await product.sql(
        "SELECT course_number, trainer, instructor FROM course_records WHERE course_number LIKE 'ADDED-%' ORDER BY 1",
      ),
    ).toEqual([
      { course_number: 'ADDED-1', trainer, instructor: 'Jordan Lee' },
      { course_number: 'ADDED-2', trainer: null, instructor: null },
    ]);
    expect(
      await product.clickhouse(
        "SELECT course_number, trainer, instructor FROM course_records FINAL WHERE startsWith(course_number, 'ADDED-') ORDER BY 1",
      ),
    ).toEqual([
      { course_number: 'ADDED-1', trainer, instructor: 'Jordan Lee' },
      { course_number: 'ADDED-2', trainer: null, instructor: null },
    ]);
    await historyMirrored((query) => product.sql(query));
    expect(
      await product.clickhouse(
        `SELECT course_number, trainer, instructor, outcome FROM course_history FINAL
       WHERE startsWith(course_number, 'ADDED-') ORDER BY position_us, position_number`,
      ),
    ).toEqual([
      { course_number: 'ADDED-1', trainer: 'The first', instructor: null, outcome: 'replaced' },
      { course_number: 'ADDED-2', trainer: null, instructor: 'Nobody trained', outcome: 'replaced' },
    ]);

    const errors = fromCsv(await (await ask(`/api/imports/${failing}/errors`)).text());
    expect(errors.header.slice(-2)).toEqual(['Trainer', 'Errors']);
    expect(errors.rows.map((row) => row.at(-1))).toEqual([
      `Trainer "${'x'.repeat(31)}" has 31 characters; shorten it to 30`,
    ]);
  },
  START_MS,
);

it(
  'a check compares it',
  async () => {
    const [before] = await product.sql<{ trainer: string }>(
      "SELECT trainer FROM course_records WHERE course_number = 'ADDED-1'",
    );
    await importRows(
      [{ 'Course Number': 'ADDED-1', Trainer: 'Another', Instructor: 'Jordan Lee' }],
      '--check',
    );
    const [checked] = await product.sql<{ import_id: string }>(
      "SELECT import_id FROM imports WHERE status = 'ready_to_import'",
    );
    const found = (await (await ask(`/api/imports/${checked?.import_id}/check`)).json()) as {
      samples: { changes: unknown[] }[];
    };
    expect(found).toMatchObject({ overwritten: 1 });
    expect(found.samples.map(({ changes }) => changes)).toEqual([
      [{ field: 'trainer', from: before?.trainer, to: 'Another' }],
    ]);
  },
  START_MS,
);

it(
  'the interface, the template, the reports and the commands know it',
  async () => {
    const [person] = await product.sql<{ person_id: string }>(
      "SELECT person_id::text FROM people WHERE username = 'cameron.graham'",
    );
    const training = (await (await ask(`/api/people/${person?.person_id}/training`)).json()) as {
      courses: Record<string, unknown>[];
    };
    const shown = new Map(training.courses.map((course) => [course['courseNumber'], course['trainer']]));
    expect([shown.get('ADDED-1'), shown.get('ADDED-2')]).toEqual(['Zoë "Tab\\" = Hart', null]);

    const report = (await (await ask('/api/reports/courses-by-course?course=ADDED-1')).json()) as {
      columns: { key: string; title: string }[];
      rows: Record<string, unknown>[];
    };
    expect(report.columns).toContainEqual({ key: 'trainer', title: 'Trainer', type: 'text' });
    expect(report.rows.map((row) => row['trainer'])).toEqual(['Zoë "Tab\\" = Hart']);

    expect(await (await ask('/api/templates/courses.csv')).text()).toContain(',Credits,Trainer,Instructor,');
    expect(await (await ask('/api/instructions')).text()).toContain('Trainer (optional)');
    const document = parse(await (await ask('/api/openapi.yaml')).text()) as {
      components: { schemas: { CourseRecord: { required: string[]; properties: object } } };
    };
    expect(document.components.schemas.CourseRecord.required).toContain('trainer');
    expect(document.components.schemas.CourseRecord.properties).toMatchObject({
      trainer: { $ref: '#/components/schemas/Text' },
    });

    const { code, output } = await product.run('reconcile', ['--tenant', 'acme']);
    expect(code, output).toBe(0);
    const rebuilt = await product.run('mirror-rebuild');
    expect(rebuilt.code, rebuilt.output).toBe(0);
    expect(
      await product.clickhouse(
        "SELECT trainer FROM course_records FINAL WHERE course_number = 'ADDED-1' AND trainer IS NOT NULL",
      ),
    ).toEqual([{ trainer: 'Zoë "Tab\\" = Hart' }]);
  },
  START_MS,
);
