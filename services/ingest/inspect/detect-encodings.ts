import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import pLimit from 'p-limit';
import type { EncodingDetector } from '#shared/csv/inspection/propose-encodings.ts';
import type { Encoding } from '#shared/csv/text-decoder.ts';

/** One at a time: each loads 80 MB of tables, which go with its thread. */
const limit = pLimit(1);

/**
 * Ranks encodings in a thread of its own: loading the detector takes half a second, in which this process could not answer
 * anybody, and few files need it.
 *
 * @throws what ends the thread before it answers
 */
export const detectInThread: EncodingDetector = (sample) =>
  limit(async () => {
    const worker = new Worker(new URL('./encoding-worker.ts', import.meta.url), { workerData: sample });
    try {
      const [found] = (await once(worker, 'message')) as [readonly Encoding[]];
      return found;
    } finally {
      await worker.terminate();
    }
  });
