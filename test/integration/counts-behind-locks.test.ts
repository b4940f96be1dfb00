import pg from 'pg';
import { beforeAll, expect, it } from 'vitest';
import type { ImportView } from '#shared/imports/import-view.ts';
import { acceptCheck, checked } from '../support/checks.ts';
import { loadPeople } from '../support/commands.ts';
import { accept, endpoints, eventually, finished, sql } from '../support/product.ts';
import { whileImportsStand } from '../support/while-imports-stand.ts';

const file = (course: string): string =>
  `Username,Course Number,Course Name,Course Type,Completion Date\nlocke.counts,${course},A,OJT,2020-01-31\n`;

beforeAll(() => loadPeople('acme', [{ username: 'locke.counts', employeeId: null }]));

/** As many as aggregator has counts of at once: what comes first is never missed. */
const IMPORTS = 8;

/** Changes imports' rows, and commits only once aggregator waits for them with counts. */
async function changeWhileCounted(
  start: (course: string) => Promise<ImportView>,
  changed: (id: string) => Promise<string>,
): Promise<string[]> {
  const other = new pg.Client({ connectionString: endpoints().postgres.url });
  await other.connect();
  try {
    const ids = await whileImportsStand(async () => {
      const started: string[] = [];
      for (let number = 0; number < IMPORTS; number += 1) started.push((await start(`LOCKED-${number}`)).id);
      await other.query('BEGIN');
      await other.query('UPDATE imports SET last_updated = now() WHERE import_id = ANY ($1::uuid[])', [
        await Promise.all(started.map(changed)),
      ]);
      return started;
    });
    await eventually(
      () =>
        sql(
          `SELECT FROM pg_stat_activity WHERE usename = 'lms_aggregator' AND wait_event_type = 'Lock'
             AND query LIKE '%FOR NO KEY UPDATE%'`,
        ),
      (waiting) => waiting.length > 0,
    );
    await other.query('COMMIT');
    return ids;
  } finally {
    await other.end();
  }
}

async function checkRunOf(id: string): Promise<string> {
  const [row] = await sql<{ check_run: string }>('SELECT check_run FROM imports WHERE import_id = $1', [id]);
  return row?.check_run ?? '';
}

it('counts rows of imports that somebody else changes at that moment', async () => {
  const ids = await changeWhileCounted(
    (course) => accept(file(course)),
    async (id) => id,
  );
  for (const id of ids) expect(await finished(id)).toMatchObject({ status: 'Complete', successes: 1 });
});

it.each([
  ['checked imports', async (id: string) => id],
  ['check runs', checkRunOf],
] as const)('counts rows of checks while somebody else changes the %s', async (_, changed) => {
  const ids = await changeWhileCounted((course) => acceptCheck(file(course)), changed);
  for (const id of ids) expect(await checked(id)).toMatchObject({ status: 'Ready to import', successes: 1 });
});
