import { afterAll, expect, it } from 'vitest';
import { runCommand } from '../support/commands.ts';
import { leftBehind, NOTHING } from '../support/left-behind.ts';
import { accept, importFile, sql, upload } from '../support/product.ts';

const GLOBEX = { client: 'globex-hr' } as const;
const ROW = 'kim.larsen,LIM-2,Safety,OJT,2020-02-01\n';
const CSV = `Username,Course Number,Course Name,Course Type,Completion Date\n${ROW}`;

const set = (...settings: string[]) => runCommand('tenant-set', ['globex', ...settings]);
afterAll(() => set('--max-file-rows', '5000000', '--max-bytes-a-day', '21474836480'));

async function refusalOf(content: string): Promise<{ status: number; code: string; after: number }> {
  const response = await upload(content, GLOBEX);
  const { code } = (await response.json()) as { code: string };
  return { status: response.status, code, after: Number(response.headers.get('retry-after')) };
}

it('rows of a file: the last that is allowed is taken, one more is refused', async () => {
  await set('--max-file-rows', '1');
  expect(await importFile(CSV, GLOBEX)).toMatchObject({ total: 1 });
  expect(await refusalOf(CSV + ROW)).toMatchObject({ status: 413, code: 'too-many-rows' });
  expect(await leftBehind()).toEqual(NOTHING);
});

it('bytes of a day: what fits is taken, what does not is refused until midnight UTC', async () => {
  const [before] = await sql<{ bytes: string }>(
    "SELECT CASE upload_day WHEN (now() AT TIME ZONE 'UTC')::date THEN uploaded_bytes ELSE 0 END AS bytes FROM tenants WHERE slug = 'globex'",
  );
  const limit = Number(before?.bytes) + 2 * CSV.length;
  await set('--max-bytes-a-day', String(limit));
  // Three at once: of two that both saw room for one, the transaction lets one in.
  const statuses = (await Promise.all([upload(CSV, GLOBEX), upload(CSV, GLOBEX), upload(CSV, GLOBEX)])).map(
    ({ status }) => status,
  );
  expect(statuses.sort()).toEqual([202, 202, 429]);
  const refused = await refusalOf(CSV);
  expect(refused).toMatchObject({ status: 429, code: 'daily-limit' });
  expect(refused.after).toBeGreaterThan(0);
  expect(refused.after).toBeLessThanOrEqual(24 * 60 * 60);
  expect(await leftBehind()).toEqual(NOTHING);

  // A new day begins at nothing.
  await sql("UPDATE tenants SET upload_day = upload_day - 1 WHERE slug = 'globex'");
  expect(await importFile(CSV, GLOBEX)).toMatchObject({ status: 'Complete' });
});

it('a repeat under its Idempotency-Key is answered, and counts nothing', async () => {
  await set('--max-bytes-a-day', '21474836480');
  const keyed = { ...GLOBEX, headers: { 'Idempotency-Key': 'limits-1' } };
  const first = await accept(CSV, keyed);
  await set('--max-bytes-a-day', '1');
  expect(await accept(CSV, keyed)).toMatchObject({ id: first.id });
  expect(await refusalOf(CSV)).toMatchObject({ code: 'daily-limit' });
});
