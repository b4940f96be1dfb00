import { setTimeout as wait } from 'node:timers/promises';
import { toError } from '#shared/errors.ts';
import { ROWS_PER_STRIPE } from '#shared/imports/parse-settings.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import type { Logger } from '#shared/runtime/logging.ts';
import { FINISHED_ROWS_IN_FLIGHT, MIN_IN_FLIGHT } from './import-leases.ts';
import { ImportThroughput } from './throughput.ts';

/**
 * How often PostgreSQL is polled while imports wait for permits. Each answer frees the permits of rows accounted for
 * since, so this is the delay that a reached limit adds; polling more often would only cost PostgreSQL statements.
 */
const POLL_MS = 75;

export interface InFlightLimits {
  /** Rows of all imports. */
  readonly rows: number;
  /** Seconds of one import, at the throughput of its rows; 0 means no limit. */
  readonly seconds: number;
}

interface Progress {
  accounted: number;
  offered: number;
  cancelled: boolean;
  readonly throughput: ImportThroughput;
}

/**
 * Bounds the rows of each running import that are produced and not yet accounted for: its fair share of all rows (less
 * what finished imports still have in flight), at least {@link MIN_IN_FLIGHT}, and at most
 * {@link InFlightLimits.seconds} of its throughput. A small import so finds the writers free, however big the others
 * are and however slow the machine is.
 *
 * Accounted rows only grow, so a stale answer errs on the safe side. PostgreSQL is polled only while an import waits,
 * for all imports in one statement.
 */
export class InFlightLimit {
  readonly #client: Queryable;
  readonly #limits: InFlightLimits;
  readonly #logger: Logger;
  readonly #imports = new Map<string, Progress>();
  #runningEverywhere = 0;
  #finishedInFlight = 0;
  #poll: Promise<void> | undefined;

  constructor(client: Queryable, limits: InFlightLimits, logger: Logger) {
    this.#client = client;
    this.#limits = limits;
    this.#logger = logger;
  }

  /** @param offered rows that are in flight already */
  add(importId: string, offered: number): void {
    this.#imports.set(importId, {
      accounted: 0,
      offered,
      cancelled: false,
      throughput: new ImportThroughput(this.#limits.seconds),
    });
    this.#runningEverywhere = Math.max(this.#runningEverywhere, this.#imports.size);
  }

  remove(importId: string): void {
    this.#imports.delete(importId);
  }

  setOffered(importId: string, offered: number): void {
    const progress = this.#imports.get(importId);
    if (progress !== undefined) progress.offered = offered;
  }

  /**
   * Waits for permits for min(wanted, one stripe, this import's fair share) rows. Returns how many were granted, 0 when
   * the import is cancelled.
   *
   * @throws the signal's reason when it aborts
   */
  async acquire(importId: string, wanted: number, signal: AbortSignal): Promise<number> {
    while (true) {
      signal.throwIfAborted();
      const progress = this.#imports.get(importId);
      if (progress === undefined || progress.cancelled) return 0;
      const fairShare = this.#fairShare();
      const enough = Math.min(wanted, ROWS_PER_STRIPE, fairShare);
      const free = Math.min(fairShare, progress.throughput.limit) - (progress.offered - progress.accounted);
      if (free >= enough) return Math.min(free, wanted);
      this.#poll ??= this.#pollLater();
      await this.#poll;
    }
  }

  /** Rows in flight, and how many may be, of the imports in this process. */
  usage(): { inFlight: number; limit: number } {
    let inFlight = 0;
    let limit = 0;
    for (const { offered, accounted, throughput } of this.#imports.values()) {
      inFlight += offered - accounted;
      limit += Math.min(this.#fairShare(), throughput.limit);
    }
    return { inFlight, limit };
  }

  #fairShare(): number {
    const shared = this.#limits.rows - this.#finishedInFlight;
    return Math.max(MIN_IN_FLIGHT, Math.floor(shared / Math.max(1, this.#runningEverywhere)));
  }

  async #pollLater(): Promise<void> {
    try {
      await wait(POLL_MS);
      await this.#readProgress();
    } catch (error) {
      // Whoever waits polls again: while PostgreSQL is unavailable, the import pauses.
      this.#logger.warn({ err: toError(error) }, 'progress cannot be read now');
    } finally {
      this.#poll = undefined;
    }
  }

  async #readProgress(): Promise<void> {
    const { rows } = await this.#client.query<ProgressRow>(PROGRESS, [[...this.#imports.keys()]]);
    for (const row of rows) {
      this.#runningEverywhere = Math.max(row.running, this.#imports.size);
      this.#finishedInFlight = row.finished_in_flight;
      const progress = this.#imports.get(row.import_id);
      if (progress === undefined) continue;
      progress.accounted = Math.max(progress.accounted, row.accounted);
      progress.cancelled = row.cancelled;
      progress.throughput.sample(progress.accounted, performance.now());
    }
  }
}

interface ProgressRow {
  readonly import_id: string;
  readonly cancelled: boolean;
  readonly accounted: number;
  readonly running: number;
  readonly finished_in_flight: number;
}

// A row that failed is on its way until aggregator has stored why: it takes as long over failures as transcript-writer,
// and what waits there in front of another import's counts would be bounded by nothing else.
const PROGRESS = `
  SELECT i.import_id, i.cancel_requested_at IS NOT NULL AS cancelled,
    (SELECT coalesce(sum(p.successes + p.skipped + p.stayed + least(p.failures, coalesce(c.failures, 0))), 0)::bigint
     FROM import_progress p LEFT JOIN import_counts c USING (import_id, partition)
     WHERE p.import_id = i.import_id) AS accounted,
    (SELECT count(*) FROM import_leases WHERE NOT finished AND lease_until > now()) AS running,
    ${FINISHED_ROWS_IN_FLIGHT} AS finished_in_flight
  FROM imports i WHERE i.import_id = ANY ($1::uuid[])`;
