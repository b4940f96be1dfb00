import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createObjectStore } from '#shared/object-store/object-store.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import { readConfig } from '../../services/ingest/config.ts';
import { findResults, type UndoResults } from '../../services/portal/results/find-results.ts';
import { listRows } from '../../services/portal/results/list-rows.ts';
import { RowResults, storedResults } from '../../services/portal/results/row-results.ts';
import { undoneRecords } from '../../services/portal/results/undo-records.ts';
import { undoResultsText } from '../../services/portal/results/undo-results-text.ts';
import { serviceEnvironment } from '../support/credentials.ts';
import { createTestDatabase, type TestDatabase } from './writer/test-database.ts';

const TENANT = { id: 1, slug: 'undone', name: 'Undone', maxFileBytes: 1 };
const UNDONE = randomUUID();
const LATER = randomUUID();
const UNDO = randomUUID();

let database: TestDatabase;
let portal: Pool;
let personId: string;

beforeAll(async () => {
  database = await createTestDatabase('undo_results', ['portal', 'POSTGRES_URL']);
  portal = database.service;
  const { admin } = database;
  await admin.query(
    'INSERT INTO tenants (tenant_id, slug, name) OVERRIDING SYSTEM VALUE VALUES ($1, $2, $3)',
    [TENANT.id, TENANT.slug, TENANT.name],
  );
  const { rows } = await admin.query<{ person_id: string }>(
    `INSERT INTO people (tenant_id, username, username_folded, employee_id, first_name, last_name, role, people_version)
     VALUES ($1, 'First', 'first', 'E-1', 'F', 'L', 'learner', 1) RETURNING person_id`,
    [TENANT.id],
  );
  personId = rows[0]?.person_id ?? '';
  await admin.query(
    `INSERT INTO imports (tenant_id, import_id, type, source, file_name, initiated_by, accepted_us, status, total,
       files_removed_at, undoes, results)
     VALUES ($1, $2, 'courses', 'file', 'first.csv', 'test', 1, 'complete', 5, now(), NULL, NULL),
       ($1, $3, 'courses', 'file', 'later.csv', 'test', 2, 'complete', 1, now(), NULL, NULL),
       ($1, $4, 'courses', 'undo', 'first.csv', 'test', 3, 'cancelled', 2, NULL, $2,
        '{"restored": 1, "removed": 1, "stayed": 2}')`,
    [TENANT.id, UNDONE, LATER, UNDO],
  );
  await admin.query(
    `INSERT INTO undo_records (import_id, row_number, tenant_id, person_id, course_number, changed_by)
     SELECT $1, row, $2, $3, 'C-' || row, CASE WHEN row = 5 THEN $4::uuid END FROM generate_series(1, 5) AS row`,
    [UNDO, TENANT.id, personId, LATER],
  );
  await admin.query(
    `INSERT INTO import_row_results (import_id, first_row, tenant_id, results) VALUES ($1, 1, $2, 'rd'), ($1, 4, $2, 't')`,
    [UNDO, TENANT.id],
  );
  await admin.query(
    `INSERT INTO course_record_history (tenant_id, person_id, course_number, course_name, course_type, completion_date, score,
       status, import_id, position_us, position_source, position_number, version, outcome, replaced_by, restored_version, written_version)
     VALUES ($1, $2, 'C-1', 'Taken back', 'OJT', '2020-01-31', 80, 'completed', $3, 1, 0, 1, 2, 'undone', $4, 1, 9),
       ($1, $2, 'C-1', 'As it was', 'OJT', '2020-01-31', NULL, 'completed', NULL, 0, 0, 1, 1, 'replaced', $3, NULL, 8),
       ($1, $2, 'C-1', 'Long ago', 'OJT', '2020-01-31', NULL, 'completed', NULL, 0, 0, 1, 0, 'replaced', NULL, NULL, 5)`,
    [TENANT.id, personId, UNDONE, UNDO],
  );
  await admin.query(
    `INSERT INTO course_records (tenant_id, person_id, course_number, course_name, course_type, completion_date, import_id,
       position_us, position_source, position_number, version)
     VALUES ($1, $2, 'C-4', 'Changed', 'OJT', '2020-01-31', $3, 2, 0, 1, 3)`,
    [TENANT.id, personId, LATER],
  );
});
afterAll(() => database.drop());

it('the file names each record, and what changed those that stay', async () => {
  const found = (await findResults(portal, TENANT, UNDO)) as UndoResults;
  const results = new RowResults(storedResults(portal, TENANT, UNDO), 2);
  const text = undoResultsText(found.type, undoneRecords(portal, TENANT, found, results), 'en');
  const changed = `later.csv (${LATER})`;
  expect((await Array.fromAsync(text)).join('')).toBe(
    [
      '\ufeffUsername,Employee ID,Course Number,Result,Changed by',
      'First,E-1,C-1,restored,',
      'First,E-1,C-2,removed,',
      'First,E-1,C-3,skipped,',
      `First,E-1,C-4,stayed,${changed}`,
      `First,E-1,C-5,stayed,${changed}`,
      '',
    ].join('\r\n'),
  );
});

it('rows say what came back, in pages and by their results', async () => {
  const tools = { pool: portal, objects: createObjectStore(readConfig(serviceEnvironment('ingest'))) };
  const list = (page: Partial<Parameters<typeof listRows>[3]>) =>
    listRows(tools, TENANT, UNDO, { limit: 50, ...page });
  const changedBy = { id: LATER, fileName: 'later.csv' };
  const { items } = await list({});
  expect(items).toEqual([
    {
      ...row('restored', 'C-1'),
      changes: [
        { field: 'courseName', from: 'Taken back', to: 'As it was' },
        { field: 'score', from: 80, to: null },
      ],
    },
    row('removed', 'C-2'),
    row('skipped', 'C-3'),
    { ...row('stayed', 'C-4'), changedBy },
    { ...row('stayed', 'C-5'), changedBy },
  ]);
  const first = await list({ result: 'stayed', limit: 1 });
  expect(first.items).toEqual([items[3]]);
  const second = await list({ result: 'stayed', limit: 1, cursor: first.next ?? '' });
  expect(second).toEqual({ items: [items[4]], next: null });
  expect(await list({ result: 'added' })).toEqual({ items: [], next: null });
});

function row(result: string, courseNumber: string) {
  return { line: null, result, personId, courseNumber, changes: [], errors: [], changedBy: null };
}

it('an import of an earlier version has none', async () => {
  await expect(findResults(portal, TENANT, LATER)).rejects.toMatchObject({ problemCode: 'not-found' });
});
