import { join } from 'node:path';
import { writeCourses } from './data.ts';
import { type Figures, percentile } from './figures.ts';
import { SERVICES, type Stack } from './stack.ts';
import { importFile } from './upload.ts';

const SMALL = 100_000;

/**
 * Microseconds a row of an import of 100,000 rows (the median of three) and of one of `largest`, each into empty
 * tables, and their ratio.
 */
export async function measureFlatness(
  stack: Stack,
  largest: number,
  empty: () => Promise<void>,
): Promise<Figures> {
  await stack.run(SERVICES);
  const microseconds = async (rows: number): Promise<number> => {
    const path = join(stack.dataDir, `courses-${rows}.csv`);
    await writeCourses(path, rows, 3);
    await empty();
    const { complete } = await importFile(stack.endpoints, path, { type: 'courses' });
    return (complete * 1e6) / rows;
  };
  // The large one first: what services compile and plan in their first seconds is nothing beside it.
  const large = await microseconds(largest);
  const small = percentile(
    [await microseconds(SMALL), await microseconds(SMALL), await microseconds(SMALL)],
    0.5,
  );
  await stack.halt();
  return {
    [`µs a row, ${SMALL} rows`]: small,
    [`µs a row, ${largest} rows`]: large,
    [`time a row, ${largest} to ${SMALL} rows`]: large / small,
  };
}
