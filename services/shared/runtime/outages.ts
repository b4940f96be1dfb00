import { randomUUID } from 'node:crypto';
import { DELAYED_AFTER_SECONDS, type OutageServer } from '../imports/delay.ts';
import type { Queryable } from '../postgres/pool.ts';
import { isRetryable } from '../retryable-errors.ts';
import type { Logger } from './logging.ts';
import { type PeriodicTask, reportTaskError, startPeriodicTask } from './periodic-task.ts';

/** How often outages are recorded and confirmed: several times within what makes one count (shared/imports/delay.ts). */
const REPORT_MS = 5_000;

/**
 * A step that has not failed again for so long does not try any more, as when what it was for was cancelled. Attempts come
 * every few seconds, but one may wait for an answer for a minute.
 */
const FORGET_MS = 90_000;

/** Rows of processes that ended without removing them. */
const REMOVE_AFTER_HOURS = 1;

/** One thing that a service does again and again and that needs a server. */
export interface Step {
  /** An attempt failed for want of the server, and is made again. */
  failed(): void;
  succeeded(): void;
  /** Nobody tries any more. */
  end(): void;
  /** Runs an attempt, and notes how it went. @throws what `attempt` throws */
  run<Result>(attempt: () => Promise<Result>): Promise<Result>;
}

/** Since when each attempt has failed, and when the last one did, by `performance.now()`. */
interface Failing {
  readonly since: number;
  readonly last: number;
}

interface State {
  readonly server: OutageServer;
  /** Undefined while attempts succeed. */
  failing: Failing | undefined;
}

/**
 * Knows which servers this process cannot work without and does not reach, and tells PostgreSQL, so that imports that wait
 * for them say so (table `outages`). Only what fails again and again for {@link DELAYED_AFTER_SECONDS} is told.
 */
export class Outages {
  readonly #client: Queryable;
  readonly #service: string;
  readonly #logger: Logger;
  readonly #process = randomUUID();
  readonly #steps = new Set<State>();
  #reported = false;
  #task: PeriodicTask | undefined;

  constructor({ pool, logger }: { pool: Queryable; logger: Logger }, service: string) {
    this.#client = pool;
    this.#service = service;
    this.#logger = logger;
  }

  /** A step of the service's work; its failures count apart from those of others. */
  step(server: OutageServer): Step {
    const state: State = { server, failing: undefined };
    this.#steps.add(state);
    const failedSince = (since: number): void => {
      const known = isRecent(state.failing) ? state.failing : undefined;
      state.failing = { since: known?.since ?? since, last: performance.now() };
    };
    return {
      failed: () => failedSince(performance.now()),
      succeeded() {
        state.failing = undefined;
      },
      end: () => this.#steps.delete(state),
      async run(attempt) {
        const began = performance.now();
        try {
          const result = await attempt();
          state.failing = undefined;
          return result;
        } catch (error) {
          if (isRetryable(error)) failedSince(began);
          throw error;
        }
      },
    };
  }

  /** Whether this process waits for the server: its attempts fail, and are made again. */
  isWaitingFor(server: OutageServer): boolean {
    return this.#since(server) !== undefined;
  }

  start(): void {
    const onError = reportTaskError(this.#logger, 'outages cannot be recorded now');
    this.#task = startPeriodicTask(REPORT_MS, () => this.report(), onError);
  }

  /** Removes what was recorded: with its end, this process waits for nothing. Best effort. */
  async stop(): Promise<void> {
    await this.#task?.stop();
    if (this.#reported) await this.#record([]).catch(() => undefined);
  }

  /** Records the outages there are now, and that others are over; once started, it does so by itself. */
  async report(): Promise<void> {
    const servers = new Set([...this.#steps].map(({ server }) => server));
    const present = [...servers].flatMap((server) => {
      const seconds = this.#secondsOf(server);
      return seconds < DELAYED_AFTER_SECONDS ? [] : [{ server, seconds }];
    });
    if (present.length === 0 && !this.#reported) return;
    await this.#record(present);
    this.#reported = present.length > 0;
  }

  async #record(outages: readonly { server: OutageServer; seconds: number }[]): Promise<void> {
    await this.#client.query(
      `WITH present AS (SELECT * FROM unnest($3::text[], $4::float8[]) AS present (server, seconds)), ended AS (
         DELETE FROM outages WHERE (process = $1 AND server <> ALL ($3))
           OR seen_at < now() - interval '${REMOVE_AFTER_HOURS} hours'
       )
       INSERT INTO outages (process, service, server, since)
       SELECT $1, $2, server, now() - make_interval(secs => seconds) FROM present
       ON CONFLICT (process, server) DO UPDATE SET seen_at = now()`,
      [
        this.#process,
        this.#service,
        outages.map(({ server }) => server),
        outages.map(({ seconds }) => seconds),
      ],
    );
  }

  #secondsOf(server: OutageServer): number {
    const since = this.#since(server);
    return since === undefined ? 0 : (performance.now() - since) / 1_000;
  }

  #since(server: OutageServer): number | undefined {
    const failing = [...this.#steps].flatMap((step) =>
      step.server === server && isRecent(step.failing) ? [step.failing.since] : [],
    );
    return failing.length === 0 ? undefined : Math.min(...failing);
  }
}

function isRecent(failing: Failing | undefined): failing is Failing {
  return failing !== undefined && performance.now() - failing.last < FORGET_MS;
}
