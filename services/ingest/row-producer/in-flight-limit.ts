import { setTimeout as wait } from 'node:timers/promises';
import { toError } from '#shared/errors.ts';
import { ROWS_IN_TURN } from '#shared/imports/reading.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import type { Logger } from '#shared/runtime/logging.ts';
import { FINISHED_ROWS_IN_FLIGHT, LEAST_IN_FLIGHT } from './import-leases.ts';
import { Pace } from './throughput.ts';

/**
 * How often PostgreSQL is asked while imports wait for room. Each answer makes room for what was accounted for since,
 * so this is the delay that a full window adds; asking more often would only cost PostgreSQL statements.
 */
const POLL_MS = 75;

export interface WindowLimits {
  /** Rows of all imports. */
  readonly rows: number;
  /** Seconds of one import, at the pace its rows are accounted for; 0: no matter how many. */
  readonly seconds: number;
}

interface Progress {
  accounted: number;
  offered: number;
  cancelled: boolean;
  readonly pace: Pace;
}

/**
 * How many rows of each running import may be on their way: its equal share of a budget (less what imports that are
 * all produced still have in flight), but {@link LEAST_IN_FLIGHT} at least, and no more than
 * {@link WindowLimits.seconds} of its pace; less what is offered and not yet accounted for. A small import so finds the
 * writers free, however big the others are and however slow the machine is.
 *
 * What was accounted for only grows, so an old answer errs on the safe side, and PostgreSQL is asked only while an
 * import waits for room: for all of them in one statement.
 */
export class ProductionWindow {
  readonly #client: Queryable;
  readonly #limits: WindowLimits;
  readonly #logger: Logger;
  readonly #imports = new Map<string, Progress>();
  #runningEverywhere = 0;
  #finishedInFlight = 0;
  #poll: Promise<void> | undefined;

  constructor(client: Queryable, limits: WindowLimits, logger: Logger) {
    this.#client = client;
    this.#limits = limits;
    this.#logger = logger;
  }

  enter(importId: string, offered: number): void {
    this.#imports.set(importId, {
      accounted: 0,
      offered,
      cancelled: false,
      pace: new Pace(this.#limits.seconds),
    });
    this.#runningEverywhere = Math.max(this.#runningEverywhere, this.#imports.size);
  }

  leave(importId: string): void {
    this.#imports.delete(importId);
  }

  setOffered(importId: string, offered: number): void {
    const progress = this.#imports.get(importId);
    if (progress !== undefined) progress.offered = offered;
  }

  /**
   * Waits until `wanted` rows, a whole turn or all of the share, whichever is least, have room, and returns how many have. Returns 0 when
   * the import is to be cancelled.
   *
   * @throws the signal's reason when it aborts
   */
  async room(importId: string, wanted: number, signal: AbortSignal): Promise<number> {
    while (true) {
      signal.throwIfAborted();
      const progress = this.#imports.get(importId);
      if (progress === undefined || progress.cancelled) return 0;
      const enough = Math.min(wanted, ROWS_IN_TURN, this.#share());
      const room = Math.min(this.#share(), progress.pace.limit) - (progress.offered - progress.accounted);
      if (room >= enough) return Math.min(room, wanted);
      this.#poll ??= this.#pollLater();
      await this.#poll;
    }
  }

  /** Rows on their way, and how many might be, of the imports in this process. */
  fullness(): { inFlight: number; allowed: number } {
    let inFlight = 0;
    let allowed = 0;
    for (const { offered, accounted, pace } of this.#imports.values()) {
      inFlight += offered - accounted;
      allowed += Math.min(this.#share(), pace.limit);
    }
    return { inFlight, allowed };
  }

  #share(): number {
    const shared = this.#limits.rows - this.#finishedInFlight;
    return Math.max(LEAST_IN_FLIGHT, Math.floor(shared / Math.max(1, this.#runningEverywhere)));
  }

  async #pollLater(): Promise<void> {
    try {
      await wait(POLL_MS);
      await this.#ask();
    } catch (error) {
      // Whoever waits asks again: while PostgreSQL is away, the import stands still.
      this.#logger.warn({ err: toError(error) }, 'progress cannot be read now');
    } finally {
      this.#poll = undefined;
    }
  }

  async #ask(): Promise<void> {
    const { rows } = await this.#client.query<ProgressRow>(PROGRESS, [[...this.#imports.keys()]]);
    for (const row of rows) {
      this.#runningEverywhere = Math.max(row.running, this.#imports.size);
      this.#finishedInFlight = row.finished_in_flight;
      const progress = this.#imports.get(row.import_id);
      if (progress === undefined) continue;
      progress.accounted = Math.max(progress.accounted, row.accounted);
      progress.cancelled = row.cancelled;
      progress.pace.measure(progress.accounted, performance.now());
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

const PROGRESS = `
  SELECT i.import_id, i.cancel_requested_at IS NOT NULL AS cancelled,
    (SELECT coalesce(sum(p.successes + p.failures + p.skipped), 0)::bigint
     FROM import_progress p WHERE p.import_id = i.import_id) AS accounted,
    (SELECT count(*) FROM import_production WHERE NOT finished AND lease_until > now()) AS running,
    ${FINISHED_ROWS_IN_FLIGHT} AS finished_in_flight
  FROM imports i WHERE i.import_id = ANY ($1::uuid[])`;
