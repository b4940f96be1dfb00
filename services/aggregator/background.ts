import type { AvroCodec } from '#shared/kafka/avro/avro-codec.ts';
import type { ObjectStore } from '#shared/object-store/object-store.ts';
import type { Logger } from '#shared/runtime/logging.ts';
import { type PeriodicTask, startPeriodicTask } from '#shared/runtime/periodic-task.ts';
import { ErrorFileJobs } from './error-files/error-file-jobs.ts';
import { Finisher } from './finish/finisher.ts';
import { RecordsCheck } from './finish/records-check.ts';
import { isRetryable } from './is-retryable.ts';
import { type MirrorContext, mirrorImports } from './mirror/mirror-imports.ts';
import { mirrorPeople } from './mirror/mirror-people.ts';
import { reconcileDueTenant } from './mirror/reconcile-due-tenant.ts';

/** How soon the mirror shows a change that no flush made, and an import notices that its production ended. */
const PERIOD_MS = 1_000;

/** How often it is looked whether batches wait whose messages do not come: they have waited long by then. */
const STALLED_PERIOD_MS = 5_000;
/** How soon a tenant is compared once its turn has come; one query that finds none costs nothing. */
const RECONCILE_PERIOD_MS = 10_000;

/** What goes on beside consuming. */
export interface Background {
  /** @param takeStalled makes durable what waits in the outbox though no message brings it */
  start(takeStalled: () => Promise<void>): void;
  /** Interrupts error files, waits for the rest of what is in hand. */
  stop(): Promise<void>;
  /** Looks soon whether these imports can be finished. */
  onStored(importIds: readonly string[]): void;
  /** Settles when a task threw what trying again will not mend. */
  readonly failed: Promise<Error>;
}

/**
 * Finishes imports and mirrors imports and people, every {@link PERIOD_MS}, and compares the mirror now and then.
 *
 * @param mirrorCheckHours between two comparisons of a tenant
 */
export function createBackground(
  context: MirrorContext & {
    readonly store: ObjectStore;
    readonly codec: AvroCodec;
    readonly logger: Logger;
  },
  mirrorCheckHours: number,
): Background {
  const failure = Promise.withResolvers<Error>();
  const onError = (error: Error): void => {
    if (isRetryable(error)) context.logger.warn({ err: error }, 'a task failed, trying again');
    else failure.resolve(error);
  };
  const records = new RecordsCheck(context);
  const jobs = new ErrorFileJobs({ ...context, records });
  const finisher = new Finisher({ ...context, records }, jobs, onError);
  let tasks: PeriodicTask[] = [];
  return {
    failed: failure.promise,
    onStored: (importIds) => finisher.touch(importIds),
    start(takeStalled) {
      tasks = [
        startPeriodicTask(STALLED_PERIOD_MS, takeStalled, onError),
        startPeriodicTask(PERIOD_MS, () => finisher.checkAll(), onError),
        startPeriodicTask(PERIOD_MS, (signal) => mirrorImports(context, signal), onError),
        startPeriodicTask(PERIOD_MS, (signal) => mirrorPeople(context, signal), onError),
        startPeriodicTask(
          RECONCILE_PERIOD_MS,
          (signal) => reconcileDueTenant(context, mirrorCheckHours, signal),
          (error) => context.logger.warn({ err: error }, 'mirror cannot be compared now, trying again'),
        ),
      ];
    },
    async stop() {
      await Promise.all([...tasks.map((task) => task.stop()), finisher.stop(), jobs.stop(), records.stop()]);
    },
  };
}
