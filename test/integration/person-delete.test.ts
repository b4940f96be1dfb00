import { beforeAll, describe, expect, it } from 'vitest';
import type { ImportView } from '#shared/imports/import-view.ts';
import { type CommandResult, loadPeople, runCommand } from '../support/commands.ts';
import { course, encode, send } from '../support/feed.ts';
import { fileFailures } from '../support/file-failures.ts';
import {
  accept,
  call,
  callJson,
  clickhouse,
  eventually,
  finished,
  importFile,
  sql,
} from '../support/product.ts';
import { importWithSettings } from '../support/upload-with-settings.ts';
import { whileImportsStand } from '../support/while-imports-stand.ts';

const HEADER = 'Username,Employee ID,Course Number,Course Name,Course Type,Completion Date\n';
let personId: number;
let otherId: number;
let named: ImportView;
let unnamed: ImportView;
let again: ImportView;
let constant: ImportView;
let deletion: CommandResult;
let undoId: string;

async function idOf(username: string): Promise<number> {
  const [row] = await sql<{ person_id: string }>('SELECT person_id FROM people WHERE username = $1', [
    username,
  ]);
  return Number(row?.person_id);
}

beforeAll(async () => {
  await loadPeople('acme', [
    { username: 'Zoë.Forgotten', employeeId: 'GONE-1' },
    { username: 'kept.person', employeeId: 'KEPT-1' },
  ]);
  [personId, otherId] = [await idOf('Zoë.Forgotten'), await idOf('kept.person')];
  // Overwritten, so that ClickHouse keeps a history; by username in another case, by employee id, and one that fails.
  named = await importFile(
    `${HEADER}ZOË.forgotten,,GONE-1A,Safety,OJT,2020-01-01\n,GONE-1,GONE-1B,Safety,OJT,2020-01-01\n` +
      'zoë.forgotten,KEPT-1,GONE-1C,Safety,OJT,2020-01-01\nkept.person,,GONE-1A,Safety,OJT,2020-01-01\n',
  );
  again = await importFile(`${HEADER}zoë.forgotten,,GONE-1A,Safety again,OJT,2021-01-01\n`);
  const theirs = { constants: { username: 'ZOË.forgotten' } };
  constant = await importWithSettings(
    'Course Number,Course Name,Course Type,Completion Date\nGONE-1D,Safety,OJT,2020-01-01\n',
    theirs,
  );
  await call('acme-hr', '/api/mappings', {
    method: 'POST',
    body: JSON.stringify({ name: 'Theirs', ...theirs }),
  });
  unnamed = await importFile(`${HEADER}kept.person,,GONE-1B,Safety,OJT,2020-02-30\n`);
  await importFile('Username,Certification Name,Issue Date\nzoë.forgotten,First Aid,2020-01-01\n', {
    type: 'certifications',
  });
  // As a feed's failure is kept.
  await sql(
    `INSERT INTO import_failures (import_id, source, number, tenant_id, codes, errors, record)
     SELECT import_id, 2, 7, tenant_id, '{user-not-found}', 'Employee ID "GONE-1" …', convert_to('..GONE-1..', 'UTF8')
     FROM imports WHERE import_id = $1`,
    [again.id],
  );
  await send('acme', await encode('CourseRecord', [course('zoë.forgotten', 'GONE-1F', { score: '101' })]));
  await eventually(errorsOfRunningFeed, (text) => /zoë\.forgotten/i.test(text));
  await sql("UPDATE imports SET initiated_by = 'zoë.forgotten' WHERE import_id = $1", [named.id]);
  // As an undo of one of their records leaves it.
  const [undo] = await sql<{ import_id: string }>(
    `INSERT INTO imports (tenant_id, type, source, initiated_by, accepted_us, undoes, undo_of_record, status, completed_at)
     SELECT tenant_id, type, 'undo', 'test', accepted_us + 1, import_id,
       jsonb_build_object('personId', $2::bigint, 'courseNumber', 'GONE-1A'), 'complete', now()
     FROM imports WHERE import_id = $1 RETURNING import_id`,
    [again.id, personId],
  );
  undoId = undo?.import_id ?? '';
  await sql(
    `INSERT INTO undo_records (import_id, row_number, tenant_id, person_id, course_number)
     SELECT import_id, row_number, tenant_id, person_id, 'GONE-1A' FROM imports,
       unnest($2::bigint[]) WITH ORDINALITY AS people (person_id, row_number) WHERE import_id = $1`,
    [undoId, [personId, otherId]],
  );
  deletion = await runCommand('person-delete', ['--tenant', 'acme', 'zoë.FORGOTTEN']);
});

/** The error file of today's courses that no import was opened for, or '' while there is none. */
async function errorsOfRunningFeed(): Promise<string> {
  const { body } = await callJson<{ items: ImportView[] }>(
    'acme-hr',
    '/api/imports?type=courses&status=In%20progress&limit=200',
  );
  const entry = body.items.find(({ source, missing }) => source === 'feed' && missing === undefined);
  const address = entry?.links.errors;
  return address === undefined || address === null ? '' : (await call('acme-hr', address)).text();
}

describe('a person who was deleted', () => {
  it('is gone from PostgreSQL, and nobody else is', async () => {
    expect(deletion).toMatchObject({ code: 0 });
    for (const table of ['people', 'course_records', 'course_record_history', 'certification_records']) {
      const rows = await sql<{ person_id: string }>(
        `SELECT person_id FROM ${table} WHERE person_id = ANY($1::bigint[])`,
        [[personId, otherId]],
      );
      expect(new Set(rows.map((row) => Number(row.person_id))), table).not.toContain(personId);
      if (table === 'people' || table === 'course_records') expect(rows.length, table).toBeGreaterThan(0);
    }
  });

  it('is gone from what undos list, and nobody else is', async () => {
    expect(await sql('SELECT person_id::int FROM undo_records WHERE import_id = $1', [undoId])).toEqual([
      { person_id: otherId },
    ]);
    expect(await sql('SELECT undo_of_record FROM imports WHERE import_id = $1', [undoId])).toEqual([
      { undo_of_record: { personId } },
    ]);
  });

  it('is gone from every table of ClickHouse, with what was overwritten', async () => {
    for (const table of ['course_records', 'course_history', 'certification_records', 'people']) {
      const rows = await clickhouse<{ person_id: string; is_deleted?: number }>(
        `SELECT * FROM ${table} WHERE person_id = {personId: UInt64}`,
        { personId },
      );
      expect(
        rows.filter(({ is_deleted }) => is_deleted !== 1),
        table,
      ).toEqual([]);
      expect(JSON.stringify(rows), table).not.toMatch(/forgotten|gone/i);
    }
    const [kept] = await clickhouse<{ rows: string }>(
      'SELECT count() AS rows FROM course_records FINAL WHERE person_id = {otherId: UInt64}',
      { otherId },
    );
    expect(Number(kept?.rows)).toBe(1);
    const report = await callJson<{ rows: { username: string }[] }>(
      'acme-hr',
      '/api/reports/people-detail-with-pid?limit=200',
    );
    expect(report.body.rows.map(({ username }) => username)).not.toContain('Zoë.Forgotten');
  });

  it('is in no file and no failure that is kept; files that do not name them stay', async () => {
    const after = (await callJson<ImportView>('acme-hr', `/api/imports/${named.id}`)).body;
    expect(after).toMatchObject({
      total: 4,
      successes: 3,
      failures: 1,
      links: { original: null, errors: null, results: null, inspection: null },
    });
    expect(after.initiatedBy).toBe(`deleted person ${personId}`);
    expect((await call('acme-hr', unnamed.links.original ?? '')).status).toBe(200);
    const kept = await Promise.all([named.id, unnamed.id].map(fileFailures));
    expect(kept.map((failures) => failures.length)).toEqual([1, 1]);
    const pages = await sql<{ reasons: unknown }>(
      'SELECT reasons FROM import_failure_pages WHERE import_id = ANY($1)',
      [[named.id, unnamed.id]],
    );
    expect(pages).toHaveLength(2);
    const left = await sql<{ errors: string; record: string }>(
      "SELECT errors, convert_from(record, 'UTF8') AS record FROM import_failures WHERE import_id = $1",
      [again.id],
    );
    expect(left).toHaveLength(1);
    expect(JSON.stringify([kept, pages, left])).not.toMatch(/gone-1|forgotten/i);
  });

  it('is not in the error file of a feed that runs, which is written again without them', async () => {
    expect(await errorsOfRunningFeed()).not.toMatch(/forgotten/i);
    const text = await eventually(errorsOfRunningFeed, (found) => found.includes('Removed with the person'));
    expect(text).not.toMatch(/forgotten/i);
  });

  it('is in no settings, saved or of an import', async () => {
    const { body } = await callJson<ImportView>('acme-hr', `/api/imports/${constant.id}`);
    expect(body).toMatchObject({
      successes: 1,
      settings: { constants: { username: `deleted person ${personId}` } },
    });
    const left = await sql<{ kept: string }>(
      `SELECT settings::text || parse_settings::text AS kept FROM imports WHERE parse_settings IS NOT NULL
       UNION ALL SELECT settings::text FROM mappings`,
    );
    expect(JSON.stringify(left)).not.toMatch(/forgotten/i);
  });

  it('is written down as deleted, by id alone', async () => {
    const events = await sql<{ actor: string; subject: string }>(
      "SELECT actor, subject FROM audit_events WHERE action = 'person.deleted' AND subject = $1",
      [String(personId)],
    );
    expect(events).toEqual([{ actor: 'operator', subject: String(personId) }]);
  });

  it('is unknown to imports from then on', async () => {
    const view = await importFile(`${HEADER}zoë.forgotten,,GONE-2,Safety,OJT,2020-01-01\n`);
    expect(view).toMatchObject({ successes: 0, failures: 1 });
  });

  it('can be finished by id, again and again', async () => {
    expect(await runCommand('person-delete', ['--tenant', 'acme', '--id', String(personId)])).toMatchObject({
      code: 0,
    });
  });
});

it('is refused while a file is being imported, and for nobody', async () => {
  const id = await whileImportsStand(async () => {
    const running = await accept(`${HEADER}kept.person,,KEPT-1,Safety,OJT,2020-02-01\n`);
    const { code, output } = await runCommand('person-delete', ['--tenant', 'acme', 'kept.person']);
    expect({ code, output }).toMatchObject({ code: 1, output: expect.stringContaining('running') });
    return running.id;
  });
  await finished(id);
  const nobody = await runCommand('person-delete', ['--tenant', 'acme', 'no.body']);
  expect(nobody).toMatchObject({ code: 1, output: expect.stringContaining('no person') });
});
