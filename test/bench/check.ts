import { join } from 'node:path';
import { writeCourses } from './data.ts';
import { type Figures, median, percentile } from './figures.ts';
import { SERVICES, type Stack } from './stack.ts';
import { importFile } from './upload.ts';
import { peakMegabytes } from './usage.ts';

/**
 * How long it takes to check a file of `rows` courses of which half overwrite a record, how long to import it then, and how
 * long small imports take beside such a check.
 *
 * @param empty empties the tables
 */
export async function measureCheck(stack: Stack, rows: number, empty: () => Promise<void>): Promise<Figures> {
  const [before, file] = ['before-check.csv', 'check.csv'].map((name) => join(stack.dataDir, name));
  if (before === undefined || file === undefined) return {};
  await writeCourses(before, Math.ceil(rows / 2), 5);
  await writeCourses(file, rows, 6);
  await empty();
  await stack.run(SERVICES);
  await importFile(stack.endpoints, before, { type: 'courses' });
  const check = await importFile(stack.endpoints, file, { type: 'courses', check: true });
  const peaks = Object.fromEntries(
    SERVICES.map((name) => [`peak MB ${name}, check`, peakMegabytes(stack.pids().get(name) ?? 0)]),
  );
  // The check has changed nothing: the import meets the same records.
  const whole = await importFile(stack.endpoints, file, { type: 'courses' });
  const small = await measureSmall(stack, file);
  await stack.halt();
  return {
    'first byte to Ready to import: s': check.complete,
    'first byte to Complete, half conflicting: s': whole.complete,
    'check: share of the import': check.complete / whole.complete,
    'small import beside a check, median: s': median(small),
    'small import beside a check, p95: s': percentile(small, 0.95),
    'small imports beside a check': small.length,
    ...peaks,
  };
}

/** Rows of an import that must not wait for a check. */
const SMALL_ROWS = 100;

/** Seconds of small imports, one after another, while a file is checked. */
async function measureSmall(stack: Stack, file: string): Promise<number[]> {
  const small = join(stack.dataDir, 'small-beside-check.csv');
  await writeCourses(small, SMALL_ROWS, 7);
  const seconds: number[] = [];
  let isChecked = false;
  const check = importFile(stack.endpoints, file, { type: 'courses', check: true }).finally(() => {
    isChecked = true;
  });
  while (!isChecked) seconds.push((await importFile(stack.endpoints, small, { type: 'courses' })).complete);
  await check;
  return seconds;
}
