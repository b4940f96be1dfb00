import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TranscriptChange } from '#shared/kafka/avro/messages.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import { inTransaction } from '#shared/postgres/transaction.ts';
import { removeUndoRecords } from '#shared/retention/remove-undo-records.ts';
import { type ReadyImport, readyImports } from '../../services/aggregator/finish/ready-imports.ts';
import { settleUndos } from '../../services/aggregator/finish/settle-undos.ts';
import {
  moveConsumerPosition,
  readConsumerPosition,
} from '../../services/transcript-writer/write/consumer-positions.ts';
import { unpackLines } from '../../services/transcript-writer/write/mirror-rows.ts';
import { eventually } from '../support/product.ts';
import { ConnectionLost, type Fault, losingConnection } from './writer/faulty-pool.ts';
import { TOPIC, UndoDatabase } from './writer/undo-database.ts';

let undos: UndoDatabase;
let aggregator: Pool;
beforeAll(async () => {
  undos = await UndoDatabase.create('undo_steps');
  aggregator = undos.database.signInAs('aggregator', 'POSTGRES_URL');
});
afterAll(() => undos?.database.drop());

/** Every place where a process can die, up to `statements`, of which the last is the COMMIT. */
function faults(statements: number): Fault[] {
  return Array.from({ length: statements }, (_, statement) =>
    (['before', 'after'] as const).map((when) => ({ statement, when })),
  ).flat();
}

/** @returns whether it died there */
async function dies(act: (pool: Pool) => Promise<unknown>, pool: Pool, fault: Fault): Promise<boolean> {
  try {
    await act(losingConnection(pool, fault));
    return false;
  } catch (error) {
    if (error instanceof ConnectionLost) return true;
    throw error;
  }
}

it('an undo whose listing dies between any two steps lists the same once', async () => {
  const undone = await undos.importCourses('LIST-1', 'LIST-2', 'LIST-3');
  const later = await undos.importCourses('LIST-2');
  let died = 0;
  for (const fault of faults(10)) {
    await undos.query(
      "DELETE FROM import_leases WHERE import_id IN (SELECT import_id FROM imports WHERE source = 'undo')",
    );
    const leased = await undos.leasedUndo(undone);
    died += (await dies((pool) => undos.list(leased, pool), undos.producer, fault)) ? 1 : 0;
    expect(await undos.list(leased)).toBe(2);
    expect(
      await undos.query(
        'SELECT row_number::int, course_number, changed_by FROM undo_records WHERE import_id = $1 ORDER BY 1',
        [leased.importId],
      ),
    ).toEqual([
      { row_number: 1, course_number: 'LIST-1', changed_by: null },
      { row_number: 2, course_number: 'LIST-3', changed_by: null },
      { row_number: 3, course_number: 'LIST-2', changed_by: later },
    ]);
    const [row] = await undos.query('SELECT total::int, stayed::int FROM imports WHERE import_id = $1', [
      leased.importId,
    ]);
    expect(row).toEqual({ total: 2, stayed: 1 });
  }
  expect(died).toBeGreaterThanOrEqual(16);
});

it('undos of a tenant take turns, since a later one passes over what an earlier one may give back', async () => {
  const imports = [await undos.importCourses('TURN-1'), await undos.importCourses('TURN-1')];
  await undos.endUndos();
  const [first, second] = [
    await undos.acceptUndo(imports[0] ?? ''),
    await undos.acceptUndo(imports[1] ?? ''),
  ];
  const leased = async () => (await undos.lease()).map(({ importId }) => importId);
  expect(await leased()).toEqual([first]);
  expect(await leased()).toEqual([]);
  await undos.query("UPDATE imports SET status = 'cancelled' WHERE import_id = $1", [first]);
  expect(await leased()).toEqual([second]);
});

it('whoever lost the lease lists nothing', async () => {
  const leased = await undos.leasedUndo(await undos.importCourses('FENCED-1'));
  await undos.query('UPDATE import_leases SET fencing_token = fencing_token + 1 WHERE import_id = $1', [
    leased.importId,
  ]);
  await expect(undos.list(leased)).rejects.toMatchObject({ code: 'fenced' });
  expect(await undos.query('SELECT FROM undo_records WHERE import_id = $1', [leased.importId])).toEqual([]);
});

it('of two that list at once, one lists', async () => {
  const leased = await undos.leasedUndo(await undos.importCourses('LISTED-1', 'LISTED-2'));
  const listed = await Promise.allSettled([undos.list(leased), undos.list(leased)]);
  expect(listed.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThanOrEqual(1);
  for (const one of listed)
    if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'fenced' });
  expect(await undos.query('SELECT FROM undo_records WHERE import_id = $1', [leased.importId])).toHaveLength(
    2,
  );
});

it('a batch of an undo that dies between any two steps takes its records back once', async () => {
  let died = 0;
  for (const [index, fault] of faults(11).entries()) {
    const prefix = `STEP-${index}-`;
    await undos.importCourses(`${prefix}1`, `${prefix}2`);
    const before = await undos.dump(prefix);
    const leased = await undos.leasedUndo(
      await undos.importCourses(`${prefix}1`, `${prefix}2`, `${prefix}3`),
    );
    const rows = await undos.list(leased);
    const batch = await undos.batchOf(leased, rows);
    const dead = await dies((pool) => undos.apply(batch, pool), undos.database.service, fault);
    died += dead ? 1 : 0;
    // Its commit was the last thing that it did, or it is done again.
    if (!(await undos.isApplied(batch))) await undos.apply(batch);
    expect(await undos.dump(prefix)).toEqual(before);
    expect(
      await undos.query(
        `SELECT successes::int, stayed::int,
           (SELECT string_agg(results, '') FROM import_row_results r WHERE r.import_id = p.import_id) AS results,
           (SELECT string_agg(outcome, ' ' ORDER BY outcome) FROM course_record_history h
            WHERE starts_with(course_number, $2)) AS outcomes
         FROM import_progress p WHERE import_id = $1`,
        [leased.importId, prefix],
      ),
    ).toEqual([
      { successes: 3, stayed: 0, results: 'rrd', outcomes: 'replaced replaced undone undone undone' },
    ]);
  }
  expect(died).toBeGreaterThanOrEqual(18);
});

it('what was written over, or deleted with its person, before a batch came stays', async () => {
  const leased = await undos.leasedUndo(await undos.importCourses('STAY-1', 'STAY-2', 'STAY-3'));
  const batch = await undos.batchOf(leased, await undos.list(leased));
  await undos.importCourses('STAY-1');
  await undos.query("DELETE FROM course_records WHERE course_number = 'STAY-2'");
  await undos.query("DELETE FROM undo_records WHERE course_number = 'STAY-2'");
  await undos.apply(batch);
  expect(await undos.dump('STAY')).toHaveLength(1);
  expect(
    await undos.query('SELECT successes::int, stayed::int FROM import_progress WHERE import_id = $1', [
      leased.importId,
    ]),
  ).toEqual([{ successes: 1, stayed: 2 }]);
});

/** What aggregator does with an undo all of whose rows are counted. */
async function finish(undo: string): Promise<ReadyImport | undefined> {
  await undos.query('UPDATE import_leases SET finished = true, offered_rows = 4 WHERE import_id = $1', [
    undo,
  ]);
  await undos.query(
    `INSERT INTO import_counts (import_id, partition, tenant_id, successes, failures, skipped, sequence)
     SELECT import_id, partition, tenant_id, successes, failures, skipped, 1 FROM import_progress WHERE import_id = $1`,
    [undo],
  );
  return inTransaction(aggregator, async (client) => {
    const ready = await readyImports(client, { importIds: [undo], leased: true });
    await client.query(
      'UPDATE imports SET status = $2, total = $3, successes = $4, completed_at = now() WHERE import_id = $1',
      [undo, ready[0]?.final_status, ready[0]?.final_total, ready[0]?.successes],
    );
    await settleUndos(client, ready);
    return ready[0];
  });
}

const importRow = async (id: string) =>
  (await undos.query('SELECT undone_by, stayed::int, results FROM imports WHERE import_id = $1', [id]))[0];

it('an undo that is cancelled half way leaves the other half, and can be done again', async () => {
  const keys = ['HALF-1', 'HALF-2', 'HALF-3', 'HALF-4'] as const;
  await undos.importCourses(...keys);
  const before = await undos.dump('HALF');
  const undone = await undos.importCourses(...keys);
  const first = await undos.leasedUndo(undone);
  expect(await undos.list(first)).toBe(4);
  await undos.apply(await undos.batchOf(first, 2));
  await undos.query('UPDATE imports SET cancel_requested_at = now() WHERE import_id = $1', [first.importId]);
  await undos.apply(await undos.batchOf(first, 2, 2));
  expect(await finish(first.importId)).toMatchObject({
    final_status: 'cancelled',
    final_total: 2,
    skipped: 2,
  });
  expect(await importRow(first.importId)).toEqual({
    undone_by: null,
    stayed: 0,
    results: { restored: 2, removed: 0, stayed: 0 },
  });
  expect(await importRow(undone)).toMatchObject({ undone_by: null });
  expect((await undos.dump('HALF')).slice(0, 2)).toEqual(before.slice(0, 2));

  const second = await undos.leasedUndo(undone);
  expect(await undos.list(second)).toBe(2);
  await undos.apply(await undos.batchOf(second, 2));
  expect(await undos.dump('HALF')).toEqual(before);
  await undos.query('UPDATE import_leases SET offered_rows = 2 WHERE import_id = $1', [second.importId]);
  expect(await finish(second.importId)).toMatchObject({ final_status: 'complete', final_total: 2 });
  expect(await importRow(undone)).toMatchObject({ undone_by: second.importId });
});

it('rows of an undo whose records are not listed are left to come again', async () => {
  const leased = await undos.leasedUndo(await undos.importCourses('RESTORED-1'));
  await undos.apply(await undos.batchOf(leased, 1));
  expect(await undos.dump('RESTORED')).toHaveLength(1);
  await undos.list(leased);
  await undos.apply(await undos.batchOf(leased, 1));
  expect(await undos.dump('RESTORED')).toEqual([]);
});

it('what an undo had to do is kept for the period in which imports can be undone', async () => {
  const [old, fresh] = [
    await undos.leasedUndo(await undos.importCourses('KEEP-1')),
    await undos.leasedUndo(await undos.importCourses('KEEP-2')),
  ];
  for (const [leased, days] of [
    [old, 91],
    [fresh, 89],
  ] as const) {
    await undos.list(leased);
    await undos.query(
      "UPDATE imports SET status = 'complete', completed_at = now() - make_interval(days => $2) WHERE import_id = $1",
      [leased.importId, days],
    );
  }
  expect(await removeUndoRecords(undos.producer, AbortSignal.timeout(60_000))).toBe(1);
  expect(
    await undos.query('SELECT import_id FROM undo_records WHERE import_id = ANY($1)', [
      [old.importId, fresh.importId],
    ]),
  ).toEqual([{ import_id: fresh.importId }]);
});

it.each([
  ['an import that added records', 'RACE-1', null],
  ['an import that is not known to have added any', 'RACE-2', { added: 0 }],
])(
  'a writer with an older version never adds a record again behind its removal: %s',
  async (_, course, results) => {
    const undone = await undos.importCourses(course);
    await undos.query('UPDATE imports SET results = $2 WHERE import_id = $1', [undone, results]);
    const leased = await undos.leasedUndo(undone);
    const batch = await undos.batchOf(leased, await undos.list(leased));
    const later = await undos.newImport({ source: 'feed' });
    const isSettled = { value: false };
    const { lines, undo } = await inTransaction(undos.database.service, async (client) => {
      // A writer of another partition has its version, and has not written yet.
      const source = { topic: TOPIC, partition: 1 };
      const { nextOffset } = await readConsumerPosition(client, source, 0, 'any');
      const at = { nextOffset, epoch: 0 };
      const to = { nextOffset: nextOffset + 1, lastTimeUs: 0, leaderEpoch: 0 };
      const version = await moveConsumerPosition(
        client,
        source,
        at,
        to,
        new Map([[undos.tenantId, 'shared']]),
      );
      const undo = undos.apply(batch).finally(() => {
        isSettled.value = true;
      });
      const waiting = () => undos.query("SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted");
      await eventually(waiting, (locks) => locks.length > 0 || isSettled.value, 20_000);
      const written = await undos.write(client, later, [course], version ?? 0);
      return { lines: written.flatMap(unpackLines), undo };
    });
    const { outbox } = await undo;
    await undos.codec.prepare(outbox.changes);
    const published = outbox.changes.flatMap((change) => {
      const { courseRecords } = undos.codec.decode(change).value as TranscriptChange;
      return courseRecords.rows === 0 ? [] : unpackLines(courseRecords);
    });
    // What ClickHouse shows is the line of the highest version.
    const [shown] = [
      ...lines.map((line) => ({ version: Number(line.split('\t').at(-1)), isDeleted: false })),
      ...published.map((line) => {
        const [version, isDeleted] = line.split('\t').slice(-2);
        return { version: Number(version), isDeleted: isDeleted === '1' };
      }),
    ].sort((a, b) => b.version - a.version);
    expect(
      await undos.query('SELECT version::int FROM course_records WHERE course_number = $1', [course]),
    ).toEqual([{ version: shown?.version }]);
    expect(shown?.isDeleted).toBe(false);
  },
);
