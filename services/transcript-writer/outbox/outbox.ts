import type { Message, MessageProducer } from '#shared/kafka/producer.ts';
import { TRAINING_RECORD_ERRORS, TRANSCRIPT_CHANGES } from '#shared/kafka/topics.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import { TRACE_HEADER, type Traceparent } from '#shared/runtime/tracing.ts';

/** What a committed batch has to tell, numbered by the offset after it. */
export interface OutboxEntry {
  readonly topic: string;
  readonly partition: number;
  readonly nextOffset: number;
  /** Numbers the entries of a partition; 0 for one of the version before, which did not number them. */
  readonly sequence: number;
  readonly changes: readonly Buffer[];
  readonly errors: readonly Buffer[];
}

export async function insertOutbox(client: Queryable, entry: OutboxEntry): Promise<void> {
  const { changes, errors } = entry;
  if (changes.length + errors.length === 0) return;
  await client.query(
    `WITH numbered AS (UPDATE consumed SET sequence = $4 WHERE topic = $1 AND partition = $2)
     INSERT INTO outbox (topic, partition, next_offset, sequence, changes, errors)
     VALUES ($1, $2, $3, $4, ${bytesArray(5, changes.length)}, ${bytesArray(5 + changes.length, errors.length)})`,
    [entry.topic, entry.partition, entry.nextOffset, entry.sequence, ...changes, ...errors],
  );
}

/**
 * An array of parameters, from number `first` on. A parameter that is an array would travel as text, each byte as two
 * hexadecimal digits that both sides work through; buffers travel as they are.
 */
function bytesArray(first: number, length: number): string {
  const places = Array.from({ length }, (_, index) => `$${first + index}`);
  return `ARRAY[${places.join(', ')}]::bytea[]`;
}

/** The oldest entries of a partition that may not have been told yet, in order. */
export async function readOutbox(
  client: Queryable,
  topic: string,
  partition: number,
  limit: number,
): Promise<OutboxEntry[]> {
  const { rows } = await client.query<{
    next_offset: number;
    sequence: number;
    changes: Buffer[];
    errors: Buffer[];
  }>(
    `SELECT next_offset, sequence, changes, errors FROM outbox WHERE topic = $1 AND partition = $2 ORDER BY next_offset LIMIT $3`,
    [topic, partition, limit],
  );
  return rows.map((row) => ({
    topic,
    partition,
    nextOffset: row.next_offset,
    sequence: row.sequence,
    changes: row.changes,
    errors: row.errors,
  }));
}

/**
 * Tells an entry to the partitions of the same number, then forgets it. Failures go first: whoever has seen an
 * import's counts can expect its failures. Telling may repeat, and repeats are harmless.
 */
export async function tellOutbox(
  entry: OutboxEntry,
  client: Queryable,
  producer: MessageProducer,
  signal: AbortSignal,
  traceparent?: Traceparent,
): Promise<void> {
  if (entry.changes.length + entry.errors.length === 0) return;
  const headers = traceparent === undefined ? {} : { headers: { [TRACE_HEADER]: traceparent } };
  const toMessage = (value: Buffer): Message => ({ partition: entry.partition, value, ...headers });
  if (entry.errors.length > 0) {
    await producer.send([{ topic: TRAINING_RECORD_ERRORS, messages: entry.errors.map(toMessage) }], signal);
  }
  if (entry.changes.length > 0) {
    await producer.send([{ topic: TRANSCRIPT_CHANGES, messages: entry.changes.map(toMessage) }], signal);
  }
  await client.query('DELETE FROM outbox WHERE topic = $1 AND partition = $2 AND next_offset = $3', [
    entry.topic,
    entry.partition,
    entry.nextOffset,
  ]);
}
