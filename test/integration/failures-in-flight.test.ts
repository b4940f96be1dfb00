import { expect, it } from 'vitest';
import { sendSignal } from '../../deploy/embedded/process.ts';
import { accept, eventually, finished, sql } from '../support/product.ts';
import { pidOf } from '../support/while-down.ts';

const HEADER = 'Username,Course Number,Course Name,Course Type,Completion Date';
const FAILING = 60_000;
/** What an import may have on its way before its pace is known (services/ingest/row-producer/throughput.ts). */
const MAX_IN_FLIGHT = 8_000;
/** Valid rows that are produced and written meanwhile, so that there was the time for all of the others. */
const VALID = 20_000;

interface Rows {
  readonly offered: number;
  readonly written: number;
}

async function rowsOf(importId: string): Promise<Rows> {
  const [row] = await sql<{ offered: number; written: number }>(
    `SELECT offered_rows::int AS offered, (SELECT coalesce(sum(successes + failures + skipped), 0)::int
       FROM import_progress WHERE import_id = $1) AS written
     FROM import_leases WHERE import_id = $1`,
    [importId],
  );
  return row ?? { offered: 0, written: 0 };
}

it('failures that wait to be stored hold back the rows of their import, and no other', async () => {
  const aggregator = await pidOf('aggregator');
  sendSignal(aggregator, 'SIGSTOP');
  let failing: string;
  let valid: string;
  try {
    failing = (await accept(`${HEADER}\n${'x\n'.repeat(FAILING)}`)).id;
    await eventually(
      () => rowsOf(failing),
      ({ offered, written }) => offered === MAX_IN_FLIGHT && written === offered,
    );
    const rows = Array.from({ length: VALID }, (_, n) => `kim.larsen,FLIGHT-${n},Safety,OJT,2020-02-01`);
    valid = (await accept([HEADER, ...rows].join('\n'), { client: 'globex-hr' })).id;
    await eventually(
      () => rowsOf(valid),
      ({ written }) => written === VALID,
    );
    expect(await rowsOf(failing)).toEqual({ offered: MAX_IN_FLIGHT, written: MAX_IN_FLIGHT });
  } finally {
    sendSignal(aggregator, 'SIGCONT');
  }
  expect(await finished(valid, 'globex-hr')).toMatchObject({ status: 'Complete', successes: VALID });
  expect(await finished(failing)).toMatchObject({ status: 'Complete but with errors', failures: FAILING });
});
