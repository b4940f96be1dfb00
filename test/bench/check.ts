import { join } from 'node:path';
import { writeCourses } from './data.ts';
import type { Figures } from './figures.ts';
import { SERVICES, type Stack } from './stack.ts';
import { importFile } from './upload.ts';
import { peakMegabytes } from './usage.ts';

/**
 * How long it takes to check a file of `rows` courses of which half overwrite a record, and how long to import it then.
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
  await stack.halt();
  return {
    'first byte to Ready to import: s': check.complete,
    'first byte to Complete, half conflicting: s': whole.complete,
    'check: share of the import': check.complete / whole.complete,
    ...peaks,
  };
}
