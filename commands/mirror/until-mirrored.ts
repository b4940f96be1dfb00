import { setTimeout as wait } from 'node:timers/promises';
import { LmsError } from '#shared/errors.ts';
import type { KafkaAdmin } from '#shared/kafka/client/admin.ts';
import { AGGREGATOR_GROUP, TRAINING_RECORD_ERRORS, TRANSCRIPT_CHANGES } from '#shared/kafka/client/topics.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import { latestVersion } from './visible-version-watermark.ts';

/** Publishing and mirroring take a second; when they take this long, a service or a server is unavailable. */
const WAIT_MS = 120_000;
/** The history may make way for imports for two minutes, and be copied for as long. */
const HISTORY_WAIT_MS = 300_000;
const POLL_MS = 250;

/** What names an entry for ever. */
const ENTRY = "concat_ws(' ', topic, partition, sequence, next_offset)";

/**
 * Waits until the mirror has all that PostgreSQL has committed so far, and no insert of it is still in progress.
 *
 * @throws LmsError `unavailable` when that takes too long
 */
export async function untilMirrored(client: Queryable, kafka: KafkaAdmin): Promise<void> {
  const { rows } = await client.query<{ entry: string }>(`SELECT ${ENTRY} AS entry FROM outbox`);
  const entries = rows.map(({ entry }) => entry);
  await until('a change is not mirrored', async () => {
    const left = await client.query(`SELECT FROM outbox WHERE ${ENTRY} = ANY($1)`, [entries]);
    return left.rowCount === 0;
  });
  await untilConsumed(kafka);
}

/**
 * Waits until aggregator has copied to ClickHouse all that the history has so far, which it does every HISTORY_MIRROR_SECONDS,
 * or four times as long while imports run.
 *
 * @throws LmsError `unavailable` when that takes too long
 */
export async function untilHistoryMirrored(client: Queryable): Promise<void> {
  const latest = await latestVersion(client);
  const isCopied = async (): Promise<boolean> => {
    const { rows } = await client.query<{ version: number }>('SELECT version FROM history_mirror');
    return Number(rows[0]?.version ?? 0) >= latest;
  };
  await until('aggregator is behind on the history', isCopied, HISTORY_WAIT_MS);
}

/**
 * Waits until aggregator has made durable what was published so far, including what it is inserting at this moment.
 *
 * @throws LmsError `unavailable` when that takes too long
 */
export async function untilConsumed(kafka: KafkaAdmin): Promise<void> {
  for (const topic of [TRANSCRIPT_CHANGES, TRAINING_RECORD_ERRORS]) {
    const ends = await kafka.latestOffsets(topic);
    await until(`aggregator is behind on ${topic}`, async () => {
      const [reached, starts] = await Promise.all([
        kafka.committedOffsets(AGGREGATOR_GROUP, topic),
        kafka.earliestOffsets(topic),
      ]);
      // What is no longer on the topic is not waited for: nobody can read it, nor commit an offset behind it.
      return ends.every((end, partition) => {
        const next = Math.max(starts[partition] ?? 0, reached.get(partition) ?? 0);
        return next >= end;
      });
    });
  }
}

async function until(problem: string, condition: () => Promise<boolean>, withinMs = WAIT_MS): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new LmsError('unavailable', `For ${withinMs / 1_000} s, ${problem}.`);
    await wait(POLL_MS);
  }
}
