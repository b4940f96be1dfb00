import { beforeAll, expect, it } from 'vitest';
import type { ImportView } from '#shared/imports/import-view.ts';
import { loadPeople, runCommand } from '../support/commands.ts';
import { COURSE_HEADER, fromCsv, toCsv } from '../support/csv.ts';
import { loseFailures } from '../support/file-failures.ts';
import { courseRows, people } from '../support/history-generator.ts';
import { acceptAndHold, backdate, letFinish } from '../support/hold-import.ts';
import { removeOriginal } from '../support/original-file.ts';
import { accept, call, callJson, endpoints, eventually, finished, sql } from '../support/product.ts';
import { whileImportsStand } from '../support/while-imports-stand.ts';

const everyone = people('ends', 100);
const courses = (rows: number, seed: number) =>
  toCsv(COURSE_HEADER, courseRows({ seed, people: everyone, rows, prefix: 'ENDS', bad: 0 }));
const NOBODY = 'nobody.at.all,ENDS-0,Course,OJT,2020-01-01';
const withFailures = (good: number, bad: number) =>
  [
    'Username,Course Number,Course Name,Course Type,Completion Date',
    ...Array.from(
      { length: good },
      (_, i) => `${everyone[i % 100]?.username},ENDS-${i},Course,OJT,2020-01-01`,
    ),
    ...Array.from({ length: bad }, () => NOBODY),
    '',
  ].join('\n');

beforeAll(() => loadPeople('acme', everyone));

async function cancel(id: string): Promise<void> {
  const { status } = await callJson('acme-hr', `/api/imports/${id}/cancel`, { method: 'POST' });
  expect(status).toBe(202);
}

async function view(id: string): Promise<ImportView> {
  return (await callJson<ImportView>('acme-hr', `/api/imports/${id}`)).body;
}

interface Production {
  readonly finished: boolean;
  readonly offered_rows: number;
  readonly fencing_token: number;
}

async function production(id: string): Promise<Production | undefined> {
  const [row] = await sql<Production>(
    'SELECT finished, offered_rows::int, fencing_token::int FROM import_leases WHERE import_id = $1',
    [id],
  );
  return row;
}

it('with its original gone a running import stands still, and ends when it is cancelled, saying what is unknown', async () => {
  const { id } = await whileImportsStand(async () => {
    const one = await accept(courses(60_000, 1));
    await eventually(
      () => production(one.id),
      (row) => (row?.offered_rows ?? 0) > 0,
    );
    await removeOriginal(one.id);
    for (const pid of endpoints().pids['ingest'] ?? []) process.kill(pid, 'SIGKILL');
    return one;
  });
  // The next process has leased it and found nothing to read; it tries again only when its lease is over, as it is at once here.
  const stuck = await eventually(
    async () => {
      await sql('UPDATE import_leases SET lease_until = now() WHERE import_id = $1 AND NOT finished', [id]);
      return production(id);
    },
    (row) => (row?.fencing_token ?? 0) >= 3,
    90_000,
  );
  expect(stuck?.finished).toBe(false);
  // Rows that were offered and never sent.
  await sql('UPDATE import_leases SET offered_rows = offered_rows + 500 WHERE import_id = $1', [id]);
  await cancel(id);
  await eventually(
    () => production(id),
    (row) => row?.finished === true,
  );
  await backdate(id);
  const ended = await finished(id);
  expect(ended.status).toBe('Cancelled');
  const [counts] = await sql<{ offered: number; accounted: number }>(
    `SELECT offered_rows::int AS offered, (SELECT sum(successes + failures + skipped)::int FROM import_progress
       WHERE import_id = $1) AS accounted FROM import_leases WHERE import_id = $1`,
    [id],
  );
  expect(ended.unknown).toBe((counts?.offered ?? 0) - (counts?.accounted ?? 0));
  expect(ended.unknown).toBeGreaterThanOrEqual(500);
  expect((await call('acme-hr', `/api/imports/${id}/original`)).status).toBe(404);
});

it('with a failure row lost it ends when it is cancelled, with the failures that there are', async () => {
  const { id } = await acceptAndHold(withFailures(20, 5));
  await loseFailures(id, [22, 24]);
  await letFinish(id);
  await cancel(id);
  await backdate(id);
  expect(await finished(id)).toMatchObject({
    status: 'Cancelled',
    total: 25,
    successes: 20,
    failures: 5,
    unknown: 2,
  });
  const file = fromCsv(await (await call('acme-hr', `/api/imports/${id}/errors`)).text());
  expect(file.rows).toHaveLength(3);
});

it('with its original gone at the end, its error file tells row numbers and reasons', async () => {
  const { id } = await acceptAndHold(withFailures(3, 2));
  await removeOriginal(id);
  await letFinish(id);
  expect(await finished(id)).toMatchObject({ status: 'Complete but with errors', successes: 3, failures: 2 });
  expect(await view(id)).not.toHaveProperty('unknown');
  const file = fromCsv(await (await call('acme-hr', `/api/imports/${id}/errors`)).text());
  expect(file.header).toEqual(['Row', 'Errors']);
  expect(file.rows.map(([row]) => row)).toEqual(['4', '5']);
  expect(file.rows[0]?.[1]).toContain('nobody.at.all');
});

it('imports:finish says what is known of an import, and ends one that stands still', async () => {
  const { id } = await acceptAndHold(withFailures(20, 5));
  await loseFailures(id, [23]);
  await letFinish(id);
  expect(await runCommand('imports-finish', [id])).toMatchObject({
    code: 1,
    output: expect.stringMatching(/It moved \d+ s ago/),
  });
  await backdate(id);
  expect(await runCommand('imports-finish', [id])).toMatchObject({
    code: 0,
    output: expect.stringMatching(/Failures stored +4\n.*\nUnknown +1\nNothing was changed/s),
  });
  expect((await view(id)).status).toBe('In progress');
  expect(await runCommand('imports-finish', [id, '--yes'])).toMatchObject({
    code: 0,
    output: expect.stringContaining('Cancelled: 20 succeeded, 5 failed, 1 unknown'),
  });
  expect(await runCommand('imports-finish', [id, '--yes'])).toMatchObject({
    code: 1,
    output: expect.stringContaining('It is finished already'),
  });
  for (const [args, reason] of [
    [[], 'Name one import'],
    [['all'], 'named by its id'],
    [['00000000-0000-7000-8000-000000000000'], 'There is no import'],
  ] as const)
    expect(await runCommand('imports-finish', args)).toMatchObject({
      code: 1,
      output: expect.stringContaining(reason),
    });
});
