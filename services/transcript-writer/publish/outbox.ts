import type { Queryable } from '#shared/postgres/pool.ts';

/** What a committed batch publishes. It stays in PostgreSQL until aggregator has made it durable. */
export interface OutboxEntry {
  readonly topic: string;
  readonly partition: number;
  readonly nextOffset: number;
  /** Numbers the entries of a partition; 0 for one of the version before, which did not number them. */
  readonly sequence: number;
  /** How many rows the batch decided. */
  readonly rowCount: number;
  readonly changes: readonly Buffer[];
  readonly errors: readonly Buffer[];
}

export async function insertOutbox(client: Queryable, entry: OutboxEntry): Promise<void> {
  const { changes, errors } = entry;
  if (isEmpty(entry)) return;
  await client.query(
    `WITH numbered AS (UPDATE consumer_positions SET sequence = $4 WHERE topic = $1 AND partition = $2)
     INSERT INTO outbox (topic, partition, next_offset, sequence, row_count, changes, errors)
     VALUES ($1, $2, $3, $4, $5, ${bytesArray(6, changes.length)}, ${bytesArray(6 + changes.length, errors.length)})`,
    [entry.topic, entry.partition, entry.nextOffset, entry.sequence, entry.rowCount, ...changes, ...errors],
  );
}

/** Whether the batch has nothing to publish; then it has no entry and no sequence number. */
export function isEmpty({ changes, errors }: Pick<OutboxEntry, 'changes' | 'errors'>): boolean {
  return changes.length + errors.length === 0;
}

/**
 * An array of parameters, from number `first` on. A parameter that is an array would travel as text, each byte as two
 * hexadecimal digits that both sides work through; buffers travel as they are.
 */
function bytesArray(first: number, length: number): string {
  const placeholders = Array.from({ length }, (_, index) => `$${first + index}`);
  return `ARRAY[${placeholders.join(', ')}]::bytea[]`;
}

/** The entry of a partition after which to continue. */
export type OutboxCursor = Pick<OutboxEntry, 'sequence' | 'nextOffset'>;

/** Before every entry. */
export const FROM_THE_START: OutboxCursor = { sequence: -1, nextOffset: -1 };

/** The oldest entries of a partition after `cursor`, in order: those that are not numbered come first. */
export async function readOutbox(
  client: Queryable,
  topic: string,
  partition: number,
  cursor: OutboxCursor,
  limit: number,
): Promise<OutboxEntry[]> {
  const { rows } = await client.query<{
    next_offset: number;
    sequence: number;
    row_count: number;
    changes: Buffer[];
    errors: Buffer[];
  }>(
    `SELECT next_offset, sequence, row_count, changes, errors FROM outbox
     WHERE topic = $1 AND partition = $2 AND (sequence, next_offset) > ($3, $4)
     ORDER BY sequence, next_offset LIMIT $5`,
    [topic, partition, cursor.sequence, cursor.nextOffset, limit],
  );
  return rows.map((row) => ({
    topic,
    partition,
    nextOffset: row.next_offset,
    sequence: row.sequence,
    rowCount: row.row_count,
    changes: row.changes,
    errors: row.errors,
  }));
}

/** Deletes an entry without a number: only the writer knows when it is no longer needed. */
export async function deleteUnnumbered(client: Queryable, entry: OutboxEntry): Promise<void> {
  await client.query(
    'DELETE FROM outbox WHERE topic = $1 AND partition = $2 AND sequence = 0 AND next_offset = $3',
    [entry.topic, entry.partition, entry.nextOffset],
  );
}
