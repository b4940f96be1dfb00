import type { ClickHouseClient } from '#shared/clickhouse/client.ts';
import { LmsError } from '#shared/errors.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import { sourceOf } from '#shared/runtime/error-metrics.ts';
import type { Logger } from '#shared/runtime/logging.ts';
import type { Step } from '#shared/runtime/outages.ts';
import { retry } from '#shared/runtime/retry.ts';
import { MAX_PARENTS, type Tracing } from '#shared/runtime/tracing.ts';
import type { Metrics } from '../metrics.ts';
import type { DeletedPeopleFilter } from '../mirror/deleted-people.ts';
import { type Arranger, type Arrivals, isEmpty, rowsOf } from './arrivals.ts';
import { transcriptRows } from './mirror-transcripts.ts';
import type { PublishedBatch } from './published-batch.ts';
import type { RemainingRows } from './remaining-rows.ts';
import { storeCounts } from './store-counts.ts';
import { writeRows } from './write-rows.ts';

export interface FlushContext {
  readonly clickhouse: ClickHouseClient;
  readonly pool: Pool;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  readonly deletedPeople: DeletedPeopleFilter;
  /** Learns whether ClickHouse takes what it is given. */
  readonly mirroring: Step;
  /** Decides what of the arrivals is new. */
  readonly sources: Arranger;
  /** Learns here how many rows imports will have. */
  readonly remaining: RemainingRows;
  /** Ends the attempts when the service stops. */
  readonly signal: AbortSignal;
  /** Gets the imports whose counts or failures are stored. */
  readonly onStored: (importIds: readonly string[]) => void;
}

/**
 * Makes what arrived durable: first the mirror (without people who were deleted since), then the counts, since counts
 * say that records are visible (promise 7). A crash in between leaves records visible a moment before they are counted,
 * and all of it is consumed again.
 *
 * @throws what cannot be retried, or the last error once `signal` aborts
 */
export function flush(arrivals: Arrivals, context: FlushContext): Promise<void> {
  const span = {
    name: 'flush',
    parents: [...new Set(arrivals.traces)].slice(0, MAX_PARENTS),
    attributes: { rows: rowsOf(arrivals) },
  };
  return context.tracing.span(span, async () => {
    context.metrics.flushRows.observe(rowsOf(arrivals));
    let left = await flushOnce(arrivals, context);
    while (!isEmpty(left)) {
      // Nothing is acknowledged, and all of it is read again.
      if (context.signal.aborted) throw new LmsError('unavailable', 'stopped before all was taken');
      left = await flushOnce(left, context);
    }
  });
}

/** @returns what is to follow, since it was too much at once or the database has begun another history meanwhile */
async function flushOnce(arrivals: Arrivals, context: FlushContext): Promise<Arrivals> {
  const { sources, signal } = context;
  const { published, rest } = await retry(() => sources.arrange(arrivals), {
    onRetry: reportRetry(context, 'arrange'),
    signal,
  });
  try {
    await makeDurable(published, context);
  } catch (error) {
    sources.forget();
    if (signal.aborted || !(error instanceof LmsError) || error.code !== 'fenced') throw error;
    reportRetry(context, 'timeline')(error, 1);
    return arrivals;
  }
  return rest;
}

async function makeDurable(published: PublishedBatch, context: FlushContext): Promise<void> {
  const { clickhouse, pool, deletedPeople, logger, metrics, remaining, signal } = context;
  const shownRows = await retry(() => deletedPeople.leaveOut(published), {
    onRetry: reportRetry(context, 'deleted people'),
    signal,
  });
  await metrics.timeFlush('clickhouse', () =>
    Promise.all(
      transcriptRows(shownRows).map((rows) =>
        writeRows(rows, { clickhouse, signal, onRetry: reportRetry(context, 'clickhouse') }),
      ),
    ),
  );
  context.mirroring.succeeded();
  const { touched, unknown, totals, shown } = await metrics.timeFlush('postgres', () =>
    retry(() => storeCounts(pool, shownRows), {
      onRetry: reportRetry(context, 'postgres'),
      signal,
    }),
  );
  remaining.learn(totals);
  for (const { tier, successes, failures, skipped } of shown) {
    metrics.rows.inc({ outcome: 'success', tier }, successes);
    metrics.rows.inc({ outcome: 'failure', tier }, failures);
    metrics.rows.inc({ outcome: 'skipped', tier }, skipped);
  }
  if (unknown.length > 0)
    logger.error({ importIds: unknown }, 'counts or failures of imports that do not exist');
  context.onStored(touched);
}

function reportRetry({ logger, metrics, mirroring }: FlushContext, step: string) {
  return (error: unknown, attempt: number): void => {
    if (step === 'clickhouse' || sourceOf(error) === 'clickhouse') mirroring.failed();
    metrics.retries.inc({ step });
    logger.warn({ err: error, attempt, step }, 'flush failed, trying again');
  };
}
