import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { LmsError, toError } from '#shared/errors.ts';
import { sweepAbandoned } from '#shared/object-store/intents.ts';
import { type PeriodicTask, startPeriodicTask } from '#shared/runtime/periodic-task.ts';
import { type ClaimedImport, claimImports, releaseClaims, renewLeases } from './import-leases.ts';
import { type ProductionContext, produceImport } from './produce-import.ts';

/** How soon an import that another process accepted, gave back or lost is noticed; one accepted here wakes us. */
const CLAIM_INTERVAL_MS = 250;

/** Three renewals fit into a lease, so one that fails or comes late loses nothing. */
const RENEW_INTERVAL_MS = 3_000;

const SWEEP_INTERVAL_MS = 10 * 60_000;

/** What a stop leaves to the chunks in flight; the rest of its ten seconds is for giving back and closing. */
const STOP_WITHIN_MS = 6_000;

interface Running {
  readonly claimed: ClaimedImport;
  readonly fence: AbortController;
  readonly done: Promise<void>;
}

/** Produces the rows of accepted imports: claims what is open, keeps its leases alive, and sweeps what nobody wants. */
export class Production {
  readonly #context: ProductionContext;
  readonly #budget: number;
  readonly #claimedBy = `${hostname()} ${process.pid} ${randomUUID()}`;
  readonly #running = new Map<string, Running>();
  readonly #stopping = new AbortController();
  #claiming: PeriodicTask | undefined;
  #others: PeriodicTask[] = [];

  /** @param budget rows in flight of all imports together; each running import needs LEAST_IN_FLIGHT of it */
  constructor(context: ProductionContext, budget: number) {
    this.#context = context;
    this.#budget = budget;
  }

  /** To be called once records can be encoded and sent. */
  start(): void {
    const { client, store, logger } = this.#context;
    const report = (message: string) => (error: Error) => logger.warn({ err: error }, message);
    this.#claiming = startPeriodicTask(
      CLAIM_INTERVAL_MS,
      () => this.#claim(),
      report('imports cannot be claimed now'),
    );
    this.#others = [
      startPeriodicTask(RENEW_INTERVAL_MS, () => this.#renew(), report('leases cannot be renewed now')),
      startPeriodicTask(
        SWEEP_INTERVAL_MS,
        async () => {
          const swept = await sweepAbandoned(client, store);
          if (swept > 0) logger.info({ swept }, 'abandoned objects removed');
        },
        report('abandoned objects cannot be swept now'),
      ),
    ];
  }

  /** Looks for work at once. */
  wake(): void {
    this.#claiming?.wake();
  }

  /** Lets the chunks in flight be sent and gives the leases back, so that another process goes on at once. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#claiming?.stop();
    const running = [...this.#running.values()];
    const ended = [...running.map(({ done }) => done), ...this.#others.map((task) => task.stop())];
    await Promise.race([Promise.all(ended), wait(STOP_WITHIN_MS, undefined, { ref: false })]);
    if (running.length === 0) return;
    await releaseClaims(
      this.#context.client,
      running.map(({ claimed }) => claimed),
    );
  }

  async #claim(): Promise<void> {
    const { client, metrics, window } = this.#context;
    const claimed = await claimImports(client, {
      claimedBy: this.#claimedBy,
      running: [...this.#running.keys()],
      budget: this.#budget,
    });
    for (const one of claimed) this.#run(one);
    const { inFlight, allowed } = window.fullness();
    metrics.runningImports.set(this.#running.size);
    metrics.rowsInFlight.set(inFlight);
    metrics.rowsAllowed.set(allowed);
  }

  #run(claimed: ClaimedImport): void {
    const { logger, window } = this.#context;
    const { importId, tenantId, number: claim, acknowledgedRows: afterRow } = claimed;
    const fence = new AbortController();
    const signal = AbortSignal.any([this.#stopping.signal, fence.signal]);
    logger.info({ importId, tenantId, claim, afterRow }, 'import claimed');
    window.enter(importId, claimed.offeredRows);
    const done = produceImport(this.#context, claimed, signal)
      .then(() => logger.info({ importId, tenantId, claim }, 'rows produced'))
      .catch((error: unknown) => this.#report(claimed, error, signal))
      .finally(() => {
        this.#running.delete(importId);
        window.leave(importId);
        this.wake();
      });
    this.#running.set(importId, { claimed, fence, done });
  }

  /** After an unforeseen error the lease is left to run out, so that the next attempt does not come at once. */
  #report({ importId, tenantId, number: claim }: ClaimedImport, error: unknown, signal: AbortSignal): void {
    const { logger, metrics } = this.#context;
    if (error instanceof LmsError && error.code === 'fenced') {
      logger.warn({ importId, tenantId, claim }, 'import was claimed by another process');
    } else if (!signal.aborted) {
      metrics.productionFailures.inc();
      logger.error(
        { err: toError(error), importId, tenantId, claim },
        'import cannot be produced, trying again later',
      );
    }
  }

  async #renew(): Promise<void> {
    const running = [...this.#running.values()];
    if (running.length === 0) return;
    const held = await renewLeases(
      this.#context.client,
      running.map(({ claimed }) => claimed),
    );
    for (const { claimed, fence } of running) {
      // One that has finished meanwhile holds no lease either; nothing is left of it to stop.
      if (!held.has(claimed.importId))
        fence.abort(new LmsError('fenced', `Import ${claimed.importId} is not ours`));
    }
  }
}
