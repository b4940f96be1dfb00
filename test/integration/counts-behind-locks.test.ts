import pg from 'pg';
import { beforeAll, expect, it } from 'vitest';
import { acceptCheck, checked } from '../support/checks.ts';
import { loadPeople } from '../support/commands.ts';
import { accept, endpoints, eventually, finished, sql } from '../support/product.ts';
import { whileImportsStand } from '../support/while-imports-stand.ts';

const file = (course: string): string =>
  `Username,Course Number,Course Name,Course Type,Completion Date\nlocke.counts,${course},A,OJT,2020-01-31\n`;

beforeAll(() => loadPeople('acme', [{ username: 'locke.counts', employeeId: null }]));

/** Changes an import's row, and commits only once aggregator waits for it with the import's counts. */
async function changeWhileCounted(
  start: () => Promise<string>,
  rowsOf: (id: string) => Promise<string>,
): Promise<string> {
  const other = new pg.Client({ connectionString: endpoints().postgres.url });
  await other.connect();
  try {
    const id = await whileImportsStand(async () => {
      const started = await start();
      await other.query('BEGIN');
      await other.query('UPDATE imports SET last_updated = now() WHERE import_id = $1', [
        await rowsOf(started),
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
    return id;
  } finally {
    await other.end();
  }
}

async function checkRunOf(id: string): Promise<string> {
  const [row] = await sql<{ check_run: string }>('SELECT check_run FROM imports WHERE import_id = $1', [id]);
  return row?.check_run ?? '';
}

it('counts rows of an import that somebody else changes at that moment', async () => {
  const id = await changeWhileCounted(
    async () => (await accept(file('LOCKED-1'))).id,
    async (started) => started,
  );
  expect(await finished(id)).toMatchObject({ status: 'Complete', successes: 1 });
});

it.each([
  ['a checked import', async (id: string) => id],
  ['its check run', checkRunOf],
] as const)('counts rows of a check while somebody else changes %s', async (_, rowsOf) => {
  const id = await changeWhileCounted(async () => (await acceptCheck(file('LOCKED-2'))).id, rowsOf);
  expect(await checked(id)).toMatchObject({ status: 'Ready to import', successes: 1 });
});
