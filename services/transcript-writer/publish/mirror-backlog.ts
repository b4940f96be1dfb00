import { setTimeout as wait } from 'node:timers/promises';
import type { TopicPartition } from '#shared/kafka/consumer/group-member.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import type { OutboxEntry } from './outbox.ts';

/**
 * Rows of a source partition that may wait to be mirrored. Aggregator makes a second's worth durable at a time, which
 * is a tenth of this at full speed; all that waits through an outage of ClickHouse is in PostgreSQL, and is caught up
 * with before people see current counts again.
 */
const MAX_ROWS = 100_000;

/** Entries likewise: those of many small imports hold few rows each, and every one is a row of the outbox. */
const MAX_ENTRIES = 1_000;

/** How old what is known of aggregator's positions may be: one question a second for all partitions costs nothing. */
const FRESH_MS = 1_000;

/**
 * How long a full partition is waited for at a time. The member's other partitions and a rebalance wait as long; with
 * much less, what was fetched would be thrown away and fetched again many times a second.
 */
const MAX_WAIT_MS = 1_000;

const POLL_MS = 100;

interface Backlog {
  /** Entries that were not mirrored when it was last asked, oldest first. */
  entries: Pick<OutboxEntry, 'sequence' | 'rowCount'>[];
  rows: number;
}

/**
 * Holds the writers of one process back while aggregator has not made durable what they committed, so that no more
 * piles up than aggregator can catch up with. Not to be used for two databases.
 */
export class MirrorBacklog {
  readonly #pool: Queryable;
  readonly #backlogs = new Map<string, TopicPartition & Backlog>();
  #askedAt = Number.NEGATIVE_INFINITY;
  #asking: Promise<void> | undefined;

  constructor(pool: Queryable) {
    this.#pool = pool;
  }

  /** Adds an entry that has been committed; an entry without a number is not waited for. */
  add({ topic, partition, sequence, rowCount }: OutboxEntry): void {
    if (sequence === 0) return;
    const backlog = this.#of({ topic, partition });
    if (sequence <= (backlog.entries.at(-1)?.sequence ?? 0)) return;
    backlog.entries.push({ sequence, rowCount });
    backlog.rows += rowCount;
  }

  /** Starts over with a partition whose entries another process may have added to. */
  forget({ topic, partition }: TopicPartition): void {
    this.#backlogs.delete(keyOf({ topic, partition }));
  }

  /**
   * Waits until the partition may apply another batch, {@link MAX_WAIT_MS} at most.
   *
   * @returns false when it may not yet, or `signal` aborted: the batch must be read again
   */
  async admits(source: TopicPartition, signal: AbortSignal): Promise<boolean> {
    const backlog = this.#of(source);
    // Nobody asks before it may matter.
    if (fullness(backlog) < 0.5) return true;
    const deadline = performance.now() + MAX_WAIT_MS;
    for (;;) {
      await this.#refresh();
      if (fullness(backlog) < 1) return true;
      if (signal.aborted || performance.now() >= deadline) return false;
      await wait(POLL_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  #of(source: TopicPartition): Backlog {
    const known = this.#backlogs.get(keyOf(source));
    if (known !== undefined) return known;
    const { topic, partition } = source;
    const backlog = { topic, partition, entries: [], rows: 0 };
    this.#backlogs.set(keyOf(source), backlog);
    return backlog;
  }

  /** Those who ask at the same time share one question. */
  async #refresh(): Promise<void> {
    if (performance.now() - this.#askedAt < FRESH_MS) return;
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
    });
    await this.#asking;
  }

  async #ask(): Promise<void> {
    const sources = [...this.#backlogs.values()];
    const { rows } = await this.#pool.query<TopicPartition & { sequence: number }>(
      `SELECT topic, partition, sequence FROM mirror_positions
       JOIN unnest($1::text[], $2::int[]) AS asked (topic, partition) USING (topic, partition)`,
      [sources.map(({ topic }) => topic), sources.map(({ partition }) => partition)],
    );
    this.#askedAt = performance.now();
    for (const { sequence, ...source } of rows) {
      const backlog = this.#backlogs.get(keyOf(source));
      if (backlog === undefined) continue;
      backlog.entries = backlog.entries.filter((entry) => entry.sequence > sequence);
      backlog.rows = backlog.entries.reduce((sum, { rowCount }) => sum + rowCount, 0);
    }
  }
}

/** From 1 on nothing more may be applied. */
function fullness({ entries, rows }: Backlog): number {
  return Math.max(entries.length / MAX_ENTRIES, rows / MAX_ROWS);
}

function keyOf({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}
