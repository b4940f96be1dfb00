import type { SlotLimits } from '#shared/http/tenant-slots.ts';
import { message } from '#shared/texts/texts-of.ts';
import type { Minimum } from './throughput.ts';

/** Uploads read at once: each holds two parts of its object in memory and what is on its way (up to about 21 MB). */
export const UPLOAD_SLOTS: SlotLimits = {
  atOnce: 16,
  atOncePerTenant: 6,
  // Three tenants that send slowly hold twelve; the fourth to the seventh have theirs at once.
  keptForNewcomers: 4,
  waitingPerTenant: 64,
  waitMs: 20_000,
  refusal: message('problems.too-many-uploads'),
};

/** Slower than any line that a file of megabytes is sent on; below it a client holds an upload's place for nothing. */
export const MIN_THROUGHPUT: Minimum = { bytesPerSecond: 1_000, overSeconds: 60 };

/**
 * What is asked of an upload while other tenants wait for a place: 128 kbit/s, which a mobile line has. Without it,
 * slow uploads of many tenants could hold all places for an hour.
 */
export const MIN_THROUGHPUT_WHILE_OTHERS_WAIT: Minimum = { bytesPerSecond: 16_000, overSeconds: 10 };
