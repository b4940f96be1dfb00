import pg from 'pg';
import { beforeAll, expect, it } from 'vitest';
import type { ImportView } from '#shared/imports/import-view.ts';
import { releaseFiles } from '#shared/retention/release-files.ts';
import { loadPeople, runCommand, startCommand } from '../support/commands.ts';
import {
  accept,
  call,
  callJson,
  clickhouse,
  endpoints,
  eventually,
  finished,
  importFile,
  sql,
} from '../support/product.ts';
import { whileImportsStand } from '../support/while-imports-stand.ts';

const HEADER = 'Username,Course Number,Course Name,Course Type,Completion Date\n';
/** More than may be on their way at once, so that ingest needs the file until the writer works again. */
const ROWS = 60_000;
const line = (username: string, row: number) => `${username},UPLOAD-${row},Safety,OJT,2020-01-01\n`;

async function idOf(username: string): Promise<number> {
  const [row] = await sql<{ id: number }>('SELECT person_id::int AS id FROM people WHERE username = $1', [
    username,
  ]);
  return row?.id ?? 0;
}

beforeAll(() =>
  loadPeople('acme', [
    { username: 'una.upload', employeeId: 'UNA-1' },
    { username: 'olaf.other', employeeId: null },
  ]),
);

/** A connection that keeps an import's row locked. */
async function lockImport(importId: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: endpoints().postgres.url });
  await client.connect();
  await client.query('BEGIN');
  await client.query('SELECT FROM imports WHERE import_id = $1 FOR UPDATE', [importId]);
  return client;
}

it('deleting a person lets an upload end that was accepted meanwhile, and removes its file then', async () => {
  const personId = await idOf('una.upload');
  const earlier = await importFile(HEADER + line('una.upload', 0));
  const lock = await lockImport(earlier.id);
  const command = startCommand('person-delete', ['--tenant', 'acme', 'una.upload']);
  // By then it has found no import running, and has not deleted anything.
  await eventually(
    () =>
      sql(
        `SELECT FROM pg_stat_activity WHERE application_name = 'person-delete' AND wait_event_type = 'Lock'`,
      ),
    (waiting) => waiting.length === 1,
  );
  const rows = Array.from({ length: ROWS }, (_, row) =>
    line(row % (ROWS / 2) === 0 ? 'una.upload' : 'olaf.other', row),
  );
  const [naming, other] = await whileImportsStand(async () => {
    const accepted = [
      await accept(HEADER + rows.join('')),
      await accept(HEADER + line('olaf.other', ROWS)),
    ] as const;
    await lock.end();
    await eventually(
      async () => command.output(),
      (output) => output.includes('Waiting for imports to end: 2.'),
    );
    expect((await call('acme-hr', accepted[0].links.original ?? '')).status).toBe(200);
    return accepted;
  });
  const { code, output } = await command.ended;
  expect(code, output).toBe(0);
  const view = await finished(naming.id);
  expect(view).toMatchObject({ total: ROWS, links: { original: null, errors: null } });
  expect(view.successes + view.failures).toBe(ROWS);
  const stored = await sql<{ username: string; rows: number }>(
    `SELECT username, count(*)::int AS rows FROM course_records JOIN people USING (tenant_id, person_id)
     WHERE course_number LIKE 'UPLOAD-%' GROUP BY username`,
  );
  expect(stored).toEqual([{ username: 'olaf.other', rows: ROWS - 2 + 1 }]);
  const [shown] = await clickhouse<{ rows: string }>(
    'SELECT count() AS rows FROM course_records WHERE person_id = {personId: UInt64}',
    { personId },
  );
  expect(Number(shown?.rows)).toBe(0);
  const kept = await callJson<ImportView>('acme-hr', `/api/imports/${other.id}`);
  expect((await call('acme-hr', kept.body.links.original ?? '')).status).toBe(200);
});

it('files of an import in progress are never released, and the command says what to type when it gives up', async () => {
  const id = await whileImportsStand(async () => {
    const running = await accept(HEADER + line('olaf.other', 0));
    const client = new pg.Client({ connectionString: endpoints().postgres.url });
    await client.connect();
    expect(await releaseFiles(client, [running.id], 'operator')).toEqual([]);
    await client.end();
    const args = ['--tenant', 'acme', '--id', '999999', '--username', 'No.Body', '--employee-id', 'N 1'];
    const { code, output } = await runCommand('person-delete', [...args, '--wait-minutes', '0.01']);
    expect(code).toBe(1);
    expect(output).toContain(running.id);
    expect(output).toContain(
      "npm run person:delete -- --tenant acme --id 999999 --username no.body --employee-id 'N 1'",
    );
    return running.id;
  });
  const view = await finished(id);
  expect(view).toMatchObject({ status: 'Complete' });
  expect((await call('acme-hr', view.links.original ?? '')).status).toBe(200);
});
