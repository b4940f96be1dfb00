import { setTimeout as wait } from 'node:timers/promises';
import { LmsError, toError } from '#shared/errors.ts';
import { leaseHolder, releaseLeases, renewLeases } from '#shared/imports/lease.ts';
import { sweepAbandoned } from '#shared/object-store/intents.ts';
import { type PeriodicTask, reportTaskError, startPeriodicTask } from '#shared/runtime/periodic-task.ts';
import { acquireLeases, LEASE_SECONDS, type LeasedImport } from './import-leases.ts';
import { produceImport, type RowProducerContext } from './produce-import.ts';

/** How soon an import that another process accepted, gave back or lost is noticed; one accepted here wakes us. */
const ACQUIRE_INTERVAL_MS = 250;

/** Three renewals fit into a lease, so one that fails or comes late loses nothing. */
const RENEW_INTERVAL_MS = 3_000;

const SWEEP_INTERVAL_MS = 10 * 60_000;

/** What a stop leaves to the chunks in flight; the rest of its ten seconds is for giving back and closing. */
const STOP_WITHIN_MS = 6_000;

interface Running {
  readonly leased: LeasedImport;
  readonly fence: AbortController;
  readonly done: Promise<void>;
}

/** Produces the rows of accepted imports: leases open imports, renews its leases, and sweeps abandoned objects. */
export class RowProducer {
  readonly #context: RowProducerContext;
  readonly #inFlightRows: number;
  readonly #running = new Map<string, Running>();
  readonly #stopping = new AbortController();
  #acquiring: PeriodicTask | undefined;
  #others: PeriodicTask[] = [];

  /** @param inFlightRows rows in flight of all imports together; each running import needs MIN_IN_FLIGHT of them */
  constructor(context: RowProducerContext, inFlightRows: number) {
    this.#context = context;
    this.#inFlightRows = inFlightRows;
  }

  /**
   * To be called once records can be encoded and sent.
   *
   * @param fail called with an error of leasing or renewing that does not pass by itself
   */
  start(fail: (error: Error) => void): void {
    const { client, store, logger } = this.#context;
    this.#acquiring = startPeriodicTask(
      ACQUIRE_INTERVAL_MS,
      () => this.#acquire(),
      reportTaskError(logger, 'imports cannot be leased now', fail),
    );
    this.#others = [
      startPeriodicTask(
        RENEW_INTERVAL_MS,
        () => this.#renew(),
        reportTaskError(logger, 'leases cannot be renewed now', fail),
      ),
      startPeriodicTask(
        SWEEP_INTERVAL_MS,
        async () => {
          const swept = await sweepAbandoned(client, store);
          if (swept > 0) logger.info({ swept }, 'abandoned objects removed');
        },
        reportTaskError(logger, 'abandoned objects cannot be swept now'),
      ),
    ];
  }

  /** Looks for open imports at once. */
  wake(): void {
    this.#acquiring?.wake();
  }

  /** Lets the chunks in flight be sent and releases the leases, so that another process takes over at once. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#acquiring?.stop();
    const running = [...this.#running.values()];
    const ended = [...running.map(({ done }) => done), ...this.#others.map((task) => task.stop())];
    await Promise.race([Promise.all(ended), wait(STOP_WITHIN_MS, undefined, { ref: false })]);
    if (running.length === 0) return;
    await releaseLeases(
      this.#context.client,
      'import_leases',
      running.map(({ leased }) => leased),
    );
  }

  async #acquire(): Promise<void> {
    const { client, metrics, inFlightLimit } = this.#context;
    const leased = await acquireLeases(client, {
      leasedBy: leaseHolder(),
      running: [...this.#running.keys()],
      inFlightRows: this.#inFlightRows,
    });
    for (const one of leased) this.#run(one);
    const { inFlight, limit } = inFlightLimit.usage();
    metrics.runningImports.set(this.#running.size);
    metrics.rowsInFlight.set(inFlight);
    metrics.rowsInFlightLimit.set(limit);
  }

  #run(leased: LeasedImport): void {
    const { logger, inFlightLimit } = this.#context;
    const { importId, tenantId, fencingToken, acknowledgedRows: afterRow } = leased;
    const fence = new AbortController();
    const signal = AbortSignal.any([this.#stopping.signal, fence.signal]);
    logger.info({ importId, tenantId, fencingToken, afterRow }, 'import leased');
    inFlightLimit.add(importId, leased.offeredRows);
    const done = produceImport(this.#context, leased, signal)
      .then(() => logger.info({ importId, tenantId, fencingToken }, 'rows produced'))
      .catch((error: unknown) => this.#report(leased, error, signal))
      .finally(() => {
        this.#running.delete(importId);
        inFlightLimit.remove(importId);
        this.wake();
      });
    this.#running.set(importId, { leased, fence, done });
  }

  /** After an unforeseen error the lease is left to run out, so that the next attempt does not come at once. */
  #report({ importId, tenantId, fencingToken }: LeasedImport, error: unknown, signal: AbortSignal): void {
    const { logger, metrics } = this.#context;
    if (error instanceof LmsError && error.code === 'fenced') {
      logger.warn({ importId, tenantId, fencingToken }, 'import was leased by another process');
    } else if (!signal.aborted) {
      metrics.producerFailures.inc();
      logger.error(
        { err: toError(error), importId, tenantId, fencingToken },
        'import cannot be produced, trying again later',
      );
    }
  }

  async #renew(): Promise<void> {
    const running = [...this.#running.values()];
    if (running.length === 0) return;
    const held = await renewLeases(
      this.#context.client,
      'import_leases',
      running.map(({ leased }) => leased),
      LEASE_SECONDS,
    );
    for (const { leased, fence } of running) {
      // One that has finished meanwhile holds no lease either; nothing is left of it to stop.
      if (!held.has(leased.importId))
        fence.abort(new LmsError('fenced', `Import ${leased.importId} is not ours`));
    }
  }
}
