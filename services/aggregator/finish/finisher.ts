import { toError } from '#shared/errors.ts';
import type { ErrorFileJobs } from '../error-files/error-file-jobs.ts';
import { commitFinished, type FinishContext } from './commit-finished.ts';
import { measureRunning, type ReadyImport, readyImports } from './ready-imports.ts';

/**
 * Finishes imports: after each flush those it touched, and now and then all that are running, since what an import
 * waits for may come from elsewhere (the end of production, a cancel, another aggregator). An import with stored
 * failures goes to the error-file jobs first, and so does a check run, whose rows they compare with the records.
 */
export class Finisher {
  readonly #context: FinishContext;
  readonly #jobs: ErrorFileJobs;
  readonly #onError: (error: Error) => void;
  readonly #stopping = new AbortController();
  #touched = new Set<string>();
  #all = false;
  #running: Promise<void> | undefined;

  /** @param onError gets what a pass threw; the next pass follows regardless */
  constructor(context: FinishContext, jobs: ErrorFileJobs, onError: (error: Error) => void) {
    this.#context = context;
    this.#jobs = jobs;
    this.#onError = onError;
  }

  /** Looks at these imports soon; does not wait. */
  touch(importIds: readonly string[]): void {
    for (const id of importIds) this.#touched.add(id);
    void this.#run();
  }

  /** Looks at all running imports and resolves when that is done. */
  async checkAll(): Promise<void> {
    this.#all = true;
    await this.#run();
  }

  /** Waits for the pass in hand. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  /** One pass at a time: what is asked for meanwhile shares the next. */
  #run(): Promise<void> {
    this.#running ??= this.#passes().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #passes(): Promise<void> {
    while (!this.#stopping.signal.aborted && (this.#all || this.#touched.size > 0)) {
      const importIds = this.#all ? undefined : [...this.#touched];
      this.#all = false;
      this.#touched = new Set();
      try {
        await this.#pass(importIds);
      } catch (error) {
        if (!this.#stopping.signal.aborted) this.#onError(toError(error));
      }
    }
  }

  async #pass(importIds: readonly string[] | undefined): Promise<void> {
    const { pool, metrics } = this.#context;
    if (importIds === undefined) {
      const { running, unmoved_seconds } = await measureRunning(pool);
      metrics.runningImports.set(running);
      metrics.oldestUnmoved.set(unmoved_seconds);
    }
    const ready = await readyImports(pool, { importIds, leased: false });
    await commitFinished(
      this.#context,
      ready
        .filter((one) => !needsJob(one))
        .map((one) => ({ importId: one.import_id, tenantId: one.tenant_id })),
      this.#stopping.signal,
    );
    // Looked at when they are finished as well, but an error file may take minutes to write.
    this.#jobs.offer(await this.#context.records.visible(ready.filter(needsJob), this.#stopping.signal));
  }
}

/** Nobody asks any more what a check run that was cancelled has found. */
function needsJob({ check_of, final_status, failures_stored }: ReadyImport): boolean {
  return check_of === null ? failures_stored > 0 : final_status !== 'cancelled';
}
