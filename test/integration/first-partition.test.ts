import pg from 'pg';
import { beforeAll, expect, it } from 'vitest';
import { TRAINING_RECORDS } from '#shared/kafka/client/topics.ts';
import { loadPeople } from '../support/commands.ts';
import { accept, endpoints, eventually, finished, sql } from '../support/product.ts';

const IMPORTS = 40;
/**
 * Of 40 imports on six partitions, 27 begin on none of the two that the held partition's reader has (standard deviation
 * 3). Fewer than 16 are a chance of one in ten thousand; if all began at one partition, there would be none.
 */
const MIN_COMPLETE = 16;
const HEADER = 'Username,Course Number,Course Name,Course Type,Completion Date\n';
const small = (name: string, rows: number) =>
  HEADER +
  Array.from({ length: rows }, (_, row) => `fay.first,${name}-${row},Safety,OJT,2020-01-01\n`).join('');

beforeAll(() => loadPeople('acme', [{ username: 'fay.first', employeeId: null }]));

/** Holds the place of a partition, as a transaction would that does not end, while `act` runs. */
async function whilePartitionStands<Value>(partition: number, act: () => Promise<Value>): Promise<Value> {
  const holder = new pg.Client({ connectionString: endpoints().postgres.url });
  await holder.connect();
  try {
    await holder.query('BEGIN');
    const held = await holder.query(
      'SELECT FROM consumer_positions WHERE topic = $1 AND partition = $2 FOR UPDATE',
      [TRAINING_RECORDS, partition],
    );
    expect(held.rowCount).toBe(1);
    return await act();
  } finally {
    await holder.end();
  }
}

it('one partition that stands still does not hold up most small imports', async () => {
  const ids = await whilePartitionStands(0, async () => {
    const accepted: string[] = [];
    for (let number = 0; number < IMPORTS; number += 1)
      accepted.push((await accept(small(`FIRST-${number}`, number === 0 ? 2_000 : 10))).id);
    await eventually(
      async () => {
        const [row] = await sql<{ complete: number }>(
          "SELECT count(*)::int AS complete FROM imports WHERE import_id = ANY($1) AND status = 'complete'",
          [accepted],
        );
        return row?.complete ?? 0;
      },
      (complete) => complete >= MIN_COMPLETE,
      30_000,
    );
    return accepted;
  });
  for (const id of ids) expect(await finished(id)).toMatchObject({ status: 'Complete', failures: 0 });
});
