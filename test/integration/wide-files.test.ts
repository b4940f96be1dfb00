import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { ImportView } from '#shared/imports/import-view.ts';
import { accept, call, callJson, endpoints, finished, upload } from '../support/product.ts';

const HEADER = 'Username,Course Number,Course Name,Course Type,Completion Date';
const SMALL = `${HEADER}\nkim.larsen,WIDE-1,Safety,OJT,2020-02-01\n`;
const ROWS = 12_000;

/** The aggregator may grow by its batches and two pieces of the object; the file's text alone is twelve times that. */
const MAX_RESIDENT_MB = 400;
/**
 * How much longer a small import may take beside it than alone, and how long in any case: without the pieces' pauses it
 * waits until the big file is written.
 */
const TIMES_ALONE = 10;
const SMALL_WITHIN_MS = 10_000;

/** Imports a row of another tenant; how long that takes. */
async function importSmall(): Promise<number> {
  const began = Date.now();
  const { id } = await accept(SMALL, { client: 'globex-hr' });
  expect(await finished(id, 'globex-hr')).toMatchObject({ status: 'Complete', successes: 1 });
  return Date.now() - began;
}

/** The most memory that the aggregator has held since it started. */
function peakResidentMegabytes(): number {
  const [pid] = endpoints().pids['aggregator'] ?? [];
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}

it('a header of 200,000 delimiters is refused, however small its rows', async () => {
  const response = await upload(`${HEADER}${','.repeat(200_000)}\n${'x\n'.repeat(ROWS)}`);
  expect(response.status).toBe(422);
  expect(await response.json()).toMatchObject({
    code: 'header-too-large',
    detail: expect.stringContaining('16,384'),
  });
});

it('the widest file allowed, of which every row fails, completes and delays nobody', async () => {
  const alone = await importSmall();
  const titles = Array.from({ length: 1_000 - HEADER.split(',').length }, (_, i) => `T${i}`).join(',');
  const wide = await accept(`${HEADER},${titles}\n${'x\n'.repeat(ROWS)}`);

  const started = Date.now();
  while ((await callJson<ImportView>('acme-hr', `/api/imports/${wide.id}`)).body.status === 'In progress') {
    expect(await importSmall()).toBeLessThan(Math.max(SMALL_WITHIN_MS, TIMES_ALONE * alone));
    expect(Date.now() - started).toBeLessThan(90_000);
  }
  expect(await finished(wide.id)).toMatchObject({ status: 'Complete but with errors', failures: ROWS });
  expect(peakResidentMegabytes()).toBeLessThan(MAX_RESIDENT_MB);

  const errors = await (await call('acme-hr', `/api/imports/${wide.id}/errors`)).text();
  const lines = errors.split('\n');
  expect(lines).toHaveLength(ROWS + 2);
  expect(lines[0]).toBe(`${HEADER},${titles},Errors`);
  expect(lines.at(-2)).toMatch(/^x,{1000}"?The row has 1 cell, but the header has \d+ columns/);
});
