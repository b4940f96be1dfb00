import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readResult, resultOf, writeResult } from '../../bench/result.ts';

const RUNS = [{ 'first byte to 202: s': 1 }, { 'first byte to 202: s': 5 }, { 'first byte to 202: s': 2 }];
const MEASURED = { rows: 100, runs: 3, transcripts: 10 };

it('a result has the median and the extremes of each figure, also of one that a single run has', () => {
  const { medians, lowest, highest } = resultOf([...RUNS, { 'report people p95 ms': 7 }], MEASURED);
  expect(medians).toEqual({ 'first byte to 202: s': 2, 'report people p95 ms': 7 });
  expect(lowest).toEqual({ 'first byte to 202: s': 1, 'report people p95 ms': 7 });
  expect(highest).toEqual({ 'first byte to 202: s': 5, 'report people p95 ms': 7 });
});

it('a result is read back as it was written', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bench-result-'));
  try {
    const result = resultOf(RUNS, MEASURED);
    await writeResult(join(folder, 'result.json'), result);
    expect(await readResult(join(folder, 'result.json'))).toEqual(result);
  } finally {
    await rm(folder, { recursive: true });
  }
});
