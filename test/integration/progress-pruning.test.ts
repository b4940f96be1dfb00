import kafkajs, { type Message } from 'kafkajs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ImportView } from '#shared/imports/import-view.ts';
import { createPool, type Pool } from '#shared/postgres/pool.ts';
import { pruneProgress } from '#shared/retention/prune-progress.ts';
import { loadPeople, runCommand } from '../support/commands.ts';
import { serviceEnvironment } from '../support/credentials.ts';
import { kafkaAs } from '../support/feed.ts';
import { historyMirrored } from '../support/history-mirrored.ts';
import { adminClient } from '../support/kafka-settings.ts';
import { callJson, eventually, importFile, sql } from '../support/product.ts';

const TOPIC = 'training-records';
const CERTIFICATIONS =
  'Username,Certification Name,Issue Date\nprue.pruning,First Aid,2020-01-01\nprue.pruning,Fire Safety,2020-01-02\nnobody,First Aid,2020-01-03\n';

let pool: Pool;
beforeAll(async () => {
  await loadPeople('acme', [{ username: 'prue.pruning', employeeId: null }]);
  const url = serviceEnvironment('ingest')['POSTGRES_PRODUCER_URL'] ?? '';
  pool = createPool(url, { applicationName: 'test-pruning', max: 1, onError: () => undefined });
  // Other suites may have left differences on this product, by what they did to the mirror and to topics.
  await runCommand('reconcile', ['--tenant', 'acme', '--repair']);
});
afterAll(() => pool.end());

/** Rows of an import by table, of those that are pruned. */
async function kept(importId: string): Promise<Record<string, number>> {
  const tables = ['import_leases', 'import_progress', 'import_counts'];
  const counts = await Promise.all(
    tables.map((table) =>
      sql<{ rows: number }>(`SELECT count(*)::int AS rows FROM ${table} WHERE import_id = $1`, [importId]),
    ),
  );
  return Object.fromEntries(tables.map((table, index) => [table, counts[index]?.[0]?.rows ?? -1]));
}

/** The messages of an import's rows as they are on the topic, with the partition each lies on. */
async function messagesOf(importId: string): Promise<(Message & { partition: number })[]> {
  const consumer = kafkaAs('admin').consumer({ groupId: `pruning-${importId}` });
  const found: (Message & { partition: number })[] = [];
  await consumer.connect();
  await consumer.subscribe({ topic: TOPIC, fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ partition, message: { value, headers = {} } }) => {
      if (value?.includes(importId)) found.push({ partition, value, headers });
    },
  });
  try {
    await eventually(
      async () => found.length,
      (count) => count >= 3,
    );
  } finally {
    await consumer.disconnect();
  }
  return found;
}

async function untilConsumed(): Promise<void> {
  await using admin = adminClient();
  const ends = await admin.latestOffsets(TOPIC);
  await eventually(
    () =>
      sql<{ partition: number; next_offset: string }>(
        'SELECT partition, next_offset FROM consumer_positions WHERE topic = $1',
        [TOPIC],
      ),
    (rows) =>
      ends.every(
        (end, partition) =>
          end === 0 || Number(rows.find((row) => row.partition === partition)?.next_offset ?? 0) >= end,
      ),
  );
}

const certifications = () =>
  sql(
    `SELECT certification_name, record_id FROM certification_records JOIN people USING (tenant_id, person_id)
     WHERE username = 'prue.pruning' ORDER BY record_id`,
  );

it('what is known of an import’s work goes a week after its end, and its rows are repeats all the same', async () => {
  const recent = await importFile(CERTIFICATIONS, { type: 'certifications' });
  const old = await importFile(CERTIFICATIONS, { type: 'certifications' });
  expect(old).toMatchObject({ total: 3, successes: 2, failures: 1 });
  await sql("UPDATE imports SET completed_at = now() - interval '8 days' WHERE import_id = $1", [old.id]);
  const before = await kept(recent.id);
  expect(before).toEqual({ import_leases: 1, import_progress: 1, import_counts: 1 });

  expect(await pruneProgress(pool, AbortSignal.timeout(30_000))).toBeGreaterThanOrEqual(1);
  expect(await kept(old.id)).toEqual({ import_leases: 0, import_progress: 0, import_counts: 0 });
  expect(await kept(recent.id)).toEqual(before);

  const records = await certifications();
  expect(records).toHaveLength(4);
  const messages = await messagesOf(old.id);
  const producer = kafkaAs('admin').producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  await producer.connect();
  await producer.send({ topic: TOPIC, acks: -1, messages });
  await producer.disconnect();
  await untilConsumed();

  expect(await certifications()).toEqual(records);
  expect(await kept(old.id)).toEqual({ import_leases: 0, import_progress: 0, import_counts: 0 });
  const { body } = await callJson<ImportView>('acme-hr', `/api/imports/${old.id}`);
  expect(body).toMatchObject({ status: old.status, total: 3, successes: 2, failures: 1 });
  await historyMirrored();
  const { code, output } = await runCommand('reconcile', ['--tenant', 'acme']);
  expect({ code, output }).toMatchObject({ code: 0 });
  expect((await runCommand('imports-finish', [old.id])).output).toContain('finished already');
});

it('tables that are changed all the time are vacuumed by what is dead, not by a share of what they held', async () => {
  const rows = await sql<{ name: string; options: string[] | null }>(
    `SELECT relname AS name, reloptions AS options FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND NOT relispartition
       AND (relname IN ('outbox', 'object_intents') OR reloptions @> '{fillfactor=50}') ORDER BY 1`,
  );
  expect(rows.length).toBeGreaterThanOrEqual(8);
  for (const { name, options } of rows)
    expect(options, name).toEqual(
      expect.arrayContaining([
        'autovacuum_vacuum_scale_factor=0',
        'autovacuum_vacuum_threshold=1000',
        'autovacuum_vacuum_cost_delay=0',
        'vacuum_truncate=off',
      ]),
    );
});
