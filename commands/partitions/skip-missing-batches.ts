import type { Queryable } from '#shared/postgres/pool.ts';

/**
 * Lets aggregator continue after batches that are neither in the log nor in the outbox. What they did to transcripts is
 * in PostgreSQL; counts of running imports are taken from where transcript-writer accounted for their rows, and the
 * mirror lacks the batches' records until it is made to agree (`npm run reconcile -- --repair`).
 */
export async function skipMissingBatches(
  client: Queryable,
  { topic, partition }: { readonly topic: string; readonly partition: number },
): Promise<void> {
  await client.query(
    `INSERT INTO mirror_positions AS stored (topic, partition, sequence)
     SELECT topic, partition, coalesce(
       (SELECT min(o.sequence) - 1 FROM outbox o
        WHERE o.topic = c.topic AND o.partition = c.partition AND o.sequence > 0), c.sequence)
     FROM consumer_positions c WHERE topic = $1 AND partition = $2
     ON CONFLICT (topic, partition) DO UPDATE SET sequence = excluded.sequence, updated_at = now()
     WHERE excluded.sequence > stored.sequence`,
    [topic, partition],
  );
  await client.query(
    `INSERT INTO import_counts AS stored (import_id, partition, tenant_id, successes, failures, skipped)
     SELECT import_id, partition, p.tenant_id, p.successes, p.failures, p.skipped
     FROM import_progress p JOIN imports i USING (import_id) JOIN tenants t ON t.tenant_id = i.tenant_id
     WHERE i.status = 'in_progress' AND p.partition = $2
       AND $1 = CASE i.source WHEN 'feed' THEN 'training-feed.' || t.slug ELSE 'training-records' END
     ON CONFLICT (import_id, partition) DO UPDATE SET successes = excluded.successes, failures = excluded.failures,
       skipped = excluded.skipped`,
    [topic, partition],
  );
}
