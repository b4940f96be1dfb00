import { isRetryable } from '#shared/retryable-errors.ts';
import { sourceOf } from '#shared/runtime/error-metrics.ts';
import { type ErrorFileContext, writeErrorFile } from './error-file-job.ts';

/** Each holds a part of the file, a page of failures and much of a core while it runs, beside consuming. */
const MAX_CONCURRENT = 2;

/**
 * Originals, or failed records of feeds, take seconds to read from here on. Only one of them runs at a time, so that
 * the other place is left to small ones: a small import does not wait for a big one.
 */
const BIG_BYTES = 5 * 1024 * 1024;

/** An import that is ready but for its error file. */
export interface ReadyForErrorFile {
  readonly import_id: string;
  /** What is read to write it, about. */
  readonly error_file_bytes: number;
}

/** Runs error-file jobs, outside the consume loop. */
export class ErrorFileJobs {
  readonly #context: ErrorFileContext;
  readonly #stopping = new AbortController();
  readonly #waiting = new Map<string, boolean>();
  readonly #running = new Map<string, { big: boolean; done: Promise<void> }>();

  constructor(context: ErrorFileContext) {
    this.#context = context;
  }

  /** Takes imports that are ready but for their error file; one it knows already is taken once. */
  offer(ready: readonly ReadyForErrorFile[]): void {
    for (const { import_id: importId, error_file_bytes: bytes } of ready) {
      if (!this.#running.has(importId)) this.#waiting.set(importId, bytes >= BIG_BYTES);
    }
    this.#startNext();
  }

  /** Interrupts what runs and waits until the leases are given back. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#waiting.clear();
    await Promise.all([...this.#running.values()].map(({ done }) => done));
  }

  #startNext(): void {
    while (this.#running.size < MAX_CONCURRENT && !this.#stopping.signal.aborted) {
      const bigRuns = [...this.#running.values()].some(({ big }) => big);
      const next = this.#waiting.entries().find(([, big]) => !(big && bigRuns));
      if (next === undefined) break;
      const [importId, big] = next;
      this.#waiting.delete(importId);
      this.#running.set(importId, { big, done: this.#run(importId) });
    }
    this.#context.metrics.errorFilesRunning.set(this.#running.size);
  }

  async #run(importId: string): Promise<void> {
    const { metrics, logger, storing } = this.#context;
    try {
      const outcome = await writeErrorFile(this.#context, importId, this.#stopping.signal);
      if (outcome !== undefined) metrics.errorFiles.inc({ outcome });
      if (outcome === 'stored') storing.succeeded();
    } catch (error) {
      // One import's error must not end what works for all others: it is logged here, and tried again.
      const interrupted = this.#stopping.signal.aborted;
      metrics.errorFiles.inc({ outcome: interrupted ? 'interrupted' : 'failed' });
      const level = isRetryable(error) ? 'warn' : 'error';
      if (!interrupted && isRetryable(error) && sourceOf(error) === 'object-store') storing.failed();
      if (!interrupted) logger[level]({ err: error, importId }, 'error file not written, trying again');
    }
    this.#running.delete(importId);
    this.#startNext();
  }
}
