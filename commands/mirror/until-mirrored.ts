import { setTimeout as wait } from 'node:timers/promises';
import { LmsError } from '#shared/errors.ts';
import type { KafkaAdmin } from '#shared/kafka/client/admin.ts';
import { AGGREGATOR_GROUP, TRAINING_RECORD_ERRORS, TRANSCRIPT_CHANGES } from '#shared/kafka/client/topics.ts';
import type { Queryable } from '#shared/postgres/pool.ts';

/**
 * Publishing and mirroring take a second, longer behind what waited for a table of the mirror; when nothing moves for this
 * long, a service or a server is unavailable.
 */
const WAIT_MS = 120_000;
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
 * Waits until aggregator has made durable what was published so far, including what it is inserting at this moment.
 *
 * @throws LmsError `unavailable` when it makes no progress for too long
 */
export async function untilConsumed(kafka: KafkaAdmin): Promise<void> {
  for (const topic of [TRANSCRIPT_CHANGES, TRAINING_RECORD_ERRORS]) {
    const ends = await kafka.latestOffsets(topic);
    let consumed = -1;
    await until(`aggregator is behind on ${topic}`, async (moved) => {
      const [reached, starts] = await Promise.all([
        kafka.committedOffsets(AGGREGATOR_GROUP, topic),
        kafka.earliestOffsets(topic),
      ]);
      const sum = [...reached.values()].reduce((total, offset) => total + offset, 0);
      if (sum > consumed) moved();
      consumed = sum;
      // What is no longer on the topic is not waited for: nobody can read it, nor commit an offset behind it.
      return ends.every((end, partition) => {
        const next = Math.max(starts[partition] ?? 0, reached.get(partition) ?? 0);
        return next >= end;
      });
    });
  }
}

/** @param condition calls `moved` when it finds that there is progress: the time begins again */
async function until(problem: string, condition: (moved: () => void) => Promise<boolean>): Promise<void> {
  let deadline = Date.now() + WAIT_MS;
  const moved = (): void => {
    deadline = Date.now() + WAIT_MS;
  };
  while (!(await condition(moved))) {
    if (Date.now() > deadline) throw new LmsError('unavailable', `For ${WAIT_MS / 1_000} s, ${problem}.`);
    await wait(POLL_MS);
  }
}
