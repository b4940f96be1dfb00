import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { expect, it } from 'vitest';
import type { ImportView } from '#shared/imports/import-view.ts';
import { createObjectStore } from '#shared/object-store/object-store.ts';
import { removeOldFiles } from '#shared/retention/remove-old-files.ts';
import { removeUndoRecords } from '#shared/retention/remove-undo-records.ts';
import { readConfig } from '../../services/ingest/config.ts';
import { runCommand } from '../support/commands.ts';
import { accept, call, callJson, eventually, importFile, sql } from '../support/product.ts';
import { dataDir } from '../support/running-product.ts';
import { whileImportsStand } from '../support/while-imports-stand.ts';

const CSV =
  'Username,Course Number,Course Name,Course Type,Completion Date\n' +
  'cameron.graham,AUDIT-1,Safety,OJT,2020-02-01\ncameron.graham,AUDIT-2,Safety,OJT,2020-02-30\n';

interface AuditRow {
  readonly actor: string;
  readonly action: string;
  readonly subject: string | null;
}

function auditOf(importId: string): Promise<AuditRow[]> {
  return sql<AuditRow>(
    'SELECT actor, action, subject FROM audit_events WHERE import_id = $1 ORDER BY event_id',
    [importId],
  );
}

it('writes down who uploaded, downloaded and cancelled what', async () => {
  const view = await importFile(CSV);
  for (const path of [view.links.original, view.links.errors, view.links.results]) {
    await call('acme-hr', path ?? '', { method: 'HEAD' });
    await (await call('acme-hr', path ?? '')).arrayBuffer();
  }
  expect((await call('globex-hr', view.links.original ?? '')).status).toBe(404);
  expect(await auditOf(view.id)).toEqual([
    { actor: 'acme-hr', action: 'import.uploaded', subject: null },
    { actor: 'acme-hr', action: 'original.downloaded', subject: null },
    { actor: 'acme-hr', action: 'errors.downloaded', subject: null },
    { actor: 'acme-hr', action: 'results.downloaded', subject: null },
  ]);

  const before = await sql<{ count: number }>(
    "SELECT count(*)::int FROM audit_events WHERE action = 'report.downloaded'",
  );
  await (await call('acme-hr', '/api/reports/people-detail-with-pid?format=csv')).text();
  await (await call('acme-hr', '/api/reports/people-detail-with-pid')).text();
  const [last] = await sql<AuditRow & { count: number }>(
    `SELECT actor, subject, (SELECT count(*)::int FROM audit_events WHERE action = 'report.downloaded') AS count
     FROM audit_events WHERE action = 'report.downloaded' ORDER BY event_id DESC LIMIT 1`,
  );
  expect(last).toEqual({
    actor: 'acme-hr',
    subject: 'people-detail-with-pid',
    count: (before[0]?.count ?? 0) + 1,
  });
});

it('writes a cancel down once, however often it is asked for', async () => {
  const id = await whileImportsStand(async () => {
    const running = await accept(CSV);
    const answers = await Promise.all(
      [1, 2, 3].map(() => call('acme-hr', `/api/imports/${running.id}/cancel`, { method: 'POST' })),
    );
    expect(answers.map(({ status }) => status)).toContain(202);
    return running.id;
  });
  const cancels = (await auditOf(id)).filter(({ action }) => action === 'import.cancelled');
  expect(cancels).toHaveLength(1);
});

it('nobody who serves a tenant can change what was written down, and only who shows it can read it', async () => {
  for (const [role, privileges] of [
    ['lms_portal', ['UPDATE', 'DELETE']],
    ['lms_ingest', ['SELECT', 'UPDATE', 'DELETE']],
  ] as const) {
    for (const privilege of privileges) {
      const [row] = await sql<{ granted: boolean }>('SELECT has_table_privilege($1, $2, $3) AS granted', [
        role,
        'audit_events',
        privilege,
      ]);
      expect(row?.granted, `${role} ${privilege}`).toBe(false);
    }
  }
});

/** What ingest does every hour, with its rights. */
async function removeAsIngest(): Promise<number> {
  const services = JSON.parse(readFileSync(join(dataDir(), 'services.json'), 'utf8')) as {
    ingest: Parameters<typeof readConfig>[0];
  };
  const config = readConfig(services.ingest);
  const client = new pg.Client({ connectionString: config.POSTGRES_PRODUCER_URL });
  await client.connect();
  try {
    const { signal } = new AbortController();
    await removeUndoRecords(client, signal);
    return await removeOldFiles(client, createObjectStore(config), signal);
  } finally {
    await client.end();
  }
}

it('removes the files of old imports, and keeps what was counted', async () => {
  const [old, young] = [await importFile(CSV), await importFile(CSV)];
  const [stored] = await sql<{ original_key: string; error_file_key: string }>(
    'SELECT original_key, error_file_key FROM imports WHERE import_id = $1',
    [old.id],
  );
  // An undo of it, from which nothing can be undone any more.
  const [undo] = await sql<{ import_id: string }>(
    `INSERT INTO imports (tenant_id, type, source, initiated_by, accepted_us, undoes, status, completed_at)
     SELECT tenant_id, type, 'undo', 'test', accepted_us + 1, import_id, 'complete', completed_at FROM imports WHERE import_id = $1
     RETURNING import_id`,
    [old.id],
  );
  await sql(
    `INSERT INTO undo_records (import_id, row_number, tenant_id, person_id, course_number)
     SELECT $1, 1, tenant_id, person_id, 'AUDIT-1' FROM people WHERE username = 'cameron.graham' LIMIT 1`,
    [undo?.import_id],
  );
  await sql(
    "INSERT INTO import_row_results (import_id, first_row, tenant_id, results) SELECT import_id, 1, tenant_id, 'd' FROM imports WHERE import_id = $1",
    [undo?.import_id],
  );
  await sql("UPDATE imports SET completed_at = completed_at - interval '31 days' WHERE import_id = $1", [
    old.id,
  ]);
  await sql("UPDATE imports SET completed_at = completed_at - interval '91 days' WHERE import_id = $1", [
    undo?.import_id,
  ]);
  expect(await runCommand('tenant-set', ['acme', '--file-retention-days', '30'])).toMatchObject({ code: 0 });
  try {
    expect(await removeAsIngest()).toBeGreaterThanOrEqual(1);
    expect(await runCommand('files-remove-old', [])).toMatchObject({
      code: 0,
      output: 'Removed the files of 0 imports.\n',
    });
  } finally {
    await runCommand('tenant-set', ['acme', '--file-retention-days', '400']);
  }
  const now = await eventually(
    async () => (await callJson<ImportView>('acme-hr', `/api/imports/${old.id}`)).body,
    ({ links }) => links.original === null,
  );
  expect(now).toMatchObject({
    status: 'Complete but with errors',
    total: 2,
    successes: 1,
    failures: 1,
    warnings: [],
    links: { original: null, errors: null, results: null, inspection: null },
  });
  expect((await call('acme-hr', old.links.original ?? '')).status).toBe(404);
  expect((await auditOf(old.id)).at(-1)).toEqual({
    actor: 'retention',
    action: 'files.removed',
    subject: null,
  });
  const [left] = await sql(
    `SELECT (SELECT count(*)::int FROM object_intents WHERE object_key = ANY($1)) AS intents,
       failures_stored($2)::int AS failures,
       (SELECT count(*)::int FROM import_row_results WHERE import_id = ANY($3)) AS results,
       EXISTS (SELECT FROM import_row_results WHERE import_id = $4) AS young,
       (SELECT count(*)::int FROM undo_records WHERE import_id = ANY($3)) AS undone`,
    [[stored?.original_key, stored?.error_file_key], ...[old.id, [old.id, undo?.import_id], young.id]],
  );
  expect(left).toEqual({ intents: 0, failures: 0, results: 0, young: true, undone: 0 });
  expect((await call('acme-hr', young.links.original ?? '')).status).toBe(200);
});
