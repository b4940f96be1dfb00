import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import { loadPeople } from '../support/commands.ts';
import { COURSE_HEADER, toCsv } from '../support/csv.ts';
import { courseRows, people } from '../support/history-generator.ts';
import { leftBehind, NOTHING } from '../support/left-behind.ts';
import { endpoints, eventually, importFile, sql, upload } from '../support/product.ts';

const SERVICES = ['ingest', 'transcript-writer', 'aggregator', 'portal'] as const;
/** One a minute and tenant: an hour's worth, with time to grow beyond what caches and the heap take at first. */
const ROUNDS = 360;
const WARM_UP = 120;
/** A heap that is collected now and then moves by tens of MB; a leak of 100 kB an import would pass this. */
const MOST_GROWTH_MB = 48;
const MOST_MORE_HANDLES = 24;

const everyone = people('leak', 50);
beforeAll(() => loadPeople('acme', everyone));

interface Use {
  readonly mb: number;
  readonly handles: number;
}

function useOf(service: string): Use {
  const pid = endpoints().pids[service]?.[0] ?? 0;
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0);
  return { mb: Math.round(kilobytes / 1_024), handles: readdirSync(`/proc/${pid}/fd`).length };
}

const uses = () => Object.fromEntries(SERVICES.map((service) => [service, useOf(service)]));

async function round(seed: number): Promise<void> {
  const rows = courseRows({ seed, people: everyone, rows: 60, prefix: 'LEAK', bad: 0.1 });
  await importFile(toCsv(COURSE_HEADER, rows));
  await (await upload('Username\nx\n')).arrayBuffer();
  await (await upload('PK\x03\x04', { fileName: 'a.csv' })).arrayBuffer();
}

it('an hour of small imports, sped up, leaves memory, handles and transactions as they were', async () => {
  const pids = JSON.stringify(endpoints().pids);
  for (let number = 0; number < WARM_UP; number += 1) await round(number);
  const before = uses();
  for (let number = WARM_UP; number < ROUNDS; number += 1) await round(number);
  const after = uses();
  for (const service of SERVICES) {
    const [from, to] = [before[service], after[service]];
    console.log(`${service}: ${from?.mb} to ${to?.mb} MB, ${from?.handles} to ${to?.handles} handles`);
    expect((to?.mb ?? 0) - (from?.mb ?? 0), `${service}, MB`).toBeLessThan(MOST_GROWTH_MB);
    expect((to?.handles ?? 0) - (from?.handles ?? 0), `${service}, handles`).toBeLessThan(MOST_MORE_HANDLES);
  }
  expect(JSON.stringify(endpoints().pids), 'nothing was started again').toBe(pids);
  const idle = await sql(
    "SELECT FROM pg_stat_activity WHERE state = 'idle in transaction' AND xact_start < now() - interval '5 seconds'",
  );
  expect(idle).toEqual([]);
  await eventually(leftBehind, (left) => JSON.stringify(left) === JSON.stringify(NOTHING), 30_000);
});
