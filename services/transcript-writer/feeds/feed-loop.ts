import type { Admin } from 'kafkajs';
import { toError } from '#shared/errors.ts';
import { type ConsumeLoop, type ConsumeLoopOptions, createConsumeLoop } from '#shared/kafka/consume-loop.ts';
import { feedTenant } from '#shared/kafka/topics.ts';
import { type PeriodicTask, startPeriodicTask } from '#shared/runtime/periodic-task.ts';

/** A new tenant's feed is read within this time of its topic being made. */
const LIST_AGAIN_MS = 3_000;

/**
 * Consumes every feed topic there is, taking in new ones while running: a kafkajs consumer keeps the topics it began
 * with, so the loop is made anew when the list has changed.
 */
export function createFeedLoop(options: Omit<ConsumeLoopOptions, 'topics'> & { admin: Admin }): ConsumeLoop {
  const { admin, ...loopOptions } = options;
  let topics: readonly string[] = [];
  let loop: ConsumeLoop | undefined;
  let watching: PeriodicTask | undefined;
  let fail: (error: Error) => void = () => undefined;
  const failed = new Promise<Error>((resolve) => {
    fail = resolve;
  });

  const follow = async (signal: AbortSignal): Promise<void> => {
    const found = (await admin.listTopics()).filter((topic) => feedTenant(topic) !== undefined).sort();
    if (signal.aborted || found.join() === topics.join()) return;
    await loop?.stop();
    const next = createConsumeLoop({ ...loopOptions, topics: found });
    void next.failed.then((error) => {
      if (loop === next) fail(error);
    });
    loop = next;
    topics = found;
    options.logger.info({ topics: found.length }, 'reading feeds');
    await next.start();
  };
  return {
    failed,
    async start() {
      watching = startPeriodicTask(LIST_AGAIN_MS, follow, (error) => {
        // The list is asked for again; a loop that could not start is made anew then.
        topics = [];
        options.logger.warn({ err: toError(error) }, 'feeds cannot be listed or joined, trying again');
      });
    },
    async stop() {
      await watching?.stop();
      await loop?.stop();
    },
  };
}
