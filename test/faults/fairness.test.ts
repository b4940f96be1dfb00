import { beforeAll, expect, it } from 'vitest';
import { CHUNK_ROWS } from '../../services/ingest/row-producer/produce-import.ts';
import { loadPeople, runCommand } from '../support/commands.ts';
import { COURSE_HEADER, toCsv } from '../support/csv.ts';
import { courseRows, people } from '../support/history-generator.ts';
import { accept, call, eventually, finished, sql } from '../support/product.ts';

const BIG_ROWS = 1_000_000;
const SMALL_ROWS = 100;
const SMALL_IMPORTS = 50;
/** The big one may end before the last small one begins; of fewer a 95th percentile says nothing. */
const MIN_SMALL_IMPORTS = 25;
const TOGETHER_ROWS = 40_000;
/** Rows on their way of all imports (ingest's default), and the chunk that may just have been offered. */
const MAX_IN_FLIGHT = 50_000 + CHUNK_ROWS;

const everyone = { acme: people('fair.a', 500), globex: people('fair.g', 100) };

beforeAll(async () => {
  await loadPeople('acme', everyone.acme);
  await loadPeople('globex', everyone.globex);
  await runCommand('tenant-set', ['acme', '--max-file-mb', '300']);
});

/** Milliseconds from the 202 to the answer that it is complete, as somebody who asks all the time sees it. */
async function timeSmallImport(seed: number): Promise<number> {
  const rows = courseRows({ seed, people: everyone.globex, rows: SMALL_ROWS, prefix: 'FAIRS', bad: 0 });
  const { id } = await accept(toCsv(COURSE_HEADER, rows), { client: 'globex-hr' });
  const began = performance.now();
  await finished(id, 'globex-hr', 120_000);
  return performance.now() - began;
}

/** Times small imports one after another, as long as `isRunning`. */
async function timeSmallImports(seed: number, isRunning: () => Promise<boolean>): Promise<number[]> {
  const times: number[] = [];
  while (times.length < SMALL_IMPORTS && (await isRunning())) {
    const time = await timeSmallImport(seed + times.length);
    if (await isRunning()) times.push(time);
  }
  return times.sort((a, b) => a - b);
}

function inWords(times: readonly number[]): string {
  const at = (share: number) => ((times[Math.floor(times.length * share)] ?? 0) / 1_000).toFixed(2);
  return `${times.length} imports, p50 ${at(0.5)} s, p95 ${at(0.95)} s`;
}

interface Flight {
  readonly rows: number;
  readonly accounted: number;
}

async function inFlight(importId: string): Promise<Flight> {
  const [flight] = await sql<Flight>(
    `SELECT (offered_rows - accounted)::int AS rows, accounted::int
     FROM import_leases, LATERAL (SELECT coalesce(sum(successes + failures + skipped), 0) AS accounted
       FROM import_progress WHERE import_progress.import_id = import_leases.import_id) AS progress
     WHERE import_id = $1`,
    [importId],
  );
  return flight ?? { rows: 0, accounted: 0 };
}

it('small imports of one tenant beside a big one of another', async () => {
  // First of all: making it takes so long that connections kept from before would have been closed meanwhile.
  const big = toCsv(
    COURSE_HEADER,
    courseRows({ seed: 1, people: everyone.acme, rows: BIG_ROWS, prefix: 'FAIRB', bad: 0 }),
  );
  console.log(`alone: ${inWords(await timeSmallImports(1_000, async () => true))}`);
  const { id } = await accept(big);
  await eventually(
    () => inFlight(id),
    ({ accounted }) => accounted > 0,
  );
  let most = 0;
  let measuring = true;
  const watching = (async () => {
    while (measuring) {
      most = Math.max(most, (await inFlight(id)).rows);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  })();
  const beside = await timeSmallImports(2_000, async () => (await inFlight(id)).accounted < BIG_ROWS);
  measuring = false;
  await watching;
  console.log(`beside ${BIG_ROWS} rows: ${inWords(beside)}; at most ${most} rows in flight`);
  expect(beside.length, 'small imports while the big one ran').toBeGreaterThanOrEqual(MIN_SMALL_IMPORTS);
  expect(most).toBeLessThanOrEqual(MAX_IN_FLIGHT);
  await call('acme-hr', `/api/imports/${id}/cancel`, { method: 'POST' });
  await finished(id, 'acme-hr', 300_000);
});

it('20 imports at once progress together', async () => {
  const csv = (seed: number) =>
    toCsv(
      COURSE_HEADER,
      courseRows({ seed, people: everyone.acme, rows: TOGETHER_ROWS, prefix: 'FAIRT', bad: 0 }),
    );
  const accepted: string[] = [];
  for (let number = 0; number < 20; number += 1) accepted.push((await accept(csv(3_000 + number))).id);
  const progress = (ids: readonly string[]) =>
    Promise.all(ids.map(async (id) => ({ id, rows: (await inFlight(id)).accounted })));
  // Those that were done before the last was accepted had nobody to share with.
  const running = (await progress(accepted)).filter(({ rows }) => rows < TOGETHER_ROWS);
  const ids = running.map(({ id }) => id);
  const before = new Map(running.map(({ id, rows }) => [id, rows]));
  const began = performance.now();
  await eventually(
    () => progress(ids),
    (all) => all.every(({ id, rows }) => rows > (before.get(id) ?? 0)),
    120_000,
  );
  const seconds = (performance.now() - began) / 1_000;
  console.log(`${ids.length} imports side by side: within ${seconds.toFixed(1)} s every one of them moved`);
  for (const id of accepted) await finished(id, 'acme-hr', 600_000);
});
