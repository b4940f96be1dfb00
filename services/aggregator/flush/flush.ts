import { type ClickHouseClient, isRetryableClickHouseError } from '#shared/clickhouse/client.ts';
import { insertIntoMirror } from '#shared/clickhouse/mirror-insert.ts';
import { isRetryablePostgresError } from '#shared/postgres/errors.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import type { Logger } from '#shared/runtime/logging.ts';
import { retry } from '#shared/runtime/retry.ts';
import { MOST_PARENTS, type Tracing } from '#shared/runtime/tracing.ts';
import { rowsOf, type Told } from '../intake/read-messages.ts';
import { isRetryable } from '../is-retryable.ts';
import type { Metrics } from '../metrics.ts';
import type { DeletedPeopleFilter } from '../mirror/deleted-people.ts';
import { transcriptInserts } from './mirror-transcripts.ts';
import type { RemainingRows } from './remaining-rows.ts';
import { storeCounts } from './store-counts.ts';

export interface FlushContext {
  readonly clickhouse: ClickHouseClient;
  readonly pool: Pool;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  readonly deletedPeople: DeletedPeopleFilter;
  /** Learns here how many rows imports will have. */
  readonly remaining: RemainingRows;
  /** Ends the attempts when the service stops. */
  readonly signal: AbortSignal;
  /** Told the imports whose counts or failures are stored. */
  readonly onStored: (importIds: readonly string[]) => void;
}

/**
 * Makes what was told durable: first the mirror (without people who were deleted since), then the counts. In this order, since counts say that records are
 * visible (promise 7); a crash in between leaves records visible a moment before they are counted, and all of it is
 * told again.
 *
 * @throws what cannot be retried, or the last error once `signal` aborts
 */
export function flush(told: Told, context: FlushContext): Promise<void> {
  const span = {
    name: 'flush',
    parents: [...new Set(told.traces)].slice(0, MOST_PARENTS),
    attributes: { rows: rowsOf(told) },
  };
  return context.tracing.span(span, () => makeDurable(told, context));
}

async function makeDurable(told: Told, context: FlushContext): Promise<void> {
  const { clickhouse, pool, deletedPeople, logger, metrics, remaining, signal } = context;
  metrics.flushRows.observe(rowsOf(told));
  const again = (step: string) => (error: unknown, attempt: number) => {
    metrics.retries.inc({ step });
    logger.warn({ err: error, attempt, step }, 'flush failed, trying again');
  };
  const shownRows = await retry(() => deletedPeople.leaveOut(told), {
    isRetryable,
    onRetry: again('deleted people'),
    signal,
  });
  await metrics.timeFlush('clickhouse', () =>
    Promise.all(
      transcriptInserts(shownRows).map((insert) =>
        retry(() => insertIntoMirror(clickhouse, insert), {
          isRetryable: isRetryableClickHouseError,
          onRetry: again('clickhouse'),
          signal,
        }),
      ),
    ),
  );
  const { touched, unknown, totals, shown } = await metrics.timeFlush('postgres', () =>
    retry(() => storeCounts(pool, told), {
      isRetryable: isRetryablePostgresError,
      onRetry: again('postgres'),
      signal,
    }),
  );
  remaining.learn(totals);
  for (const { tier, successes, failures, skipped } of shown) {
    metrics.rows.inc({ outcome: 'success', tier }, successes);
    metrics.rows.inc({ outcome: 'failure', tier }, failures);
    metrics.rows.inc({ outcome: 'skipped', tier }, skipped);
  }
  if (unknown.length > 0) logger.error({ importIds: unknown }, 'told about imports that do not exist');
  context.onStored(touched);
}
