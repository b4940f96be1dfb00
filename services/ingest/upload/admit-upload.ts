import { unavailableRefusal } from '#shared/http/refusal.ts';
import { dailyLimit } from './daily-limit.ts';
import type { UploadContext } from './receive-file.ts';
import type { Tenant } from './tenant.ts';
import type { UploadParameters } from './upload-parameters.ts';

export interface UploadToAdmit {
  readonly tenant: Tenant;
  readonly parameters: UploadParameters;
  /** What the file has at least. */
  readonly minBytes: number;
}

/**
 * Receives a file once its tenant has a place for it, in the order of those who wait.
 *
 * @param receive is given the partitions over which rows are spread
 * @throws Refusal `daily-limit`, or `unavailable` when the process is stopping; what Kafka or `receive` throws
 */
export async function admitUpload<Result>(
  context: UploadContext,
  { tenant, parameters, minBytes }: UploadToAdmit,
  receive: (partitions: number) => Promise<Result>,
): Promise<Result> {
  // An upload under a key may be one that was accepted before; whether it counts is known only at its end.
  if (parameters.idempotencyKey === undefined && minBytes > tenant.bytesLeftToday)
    throw dailyLimit(tenant.maxBytesADay, new Date());
  // Before anything is stored: without it the file could not be accepted.
  const partitions = await context.partitions.count();
  const leave = await context.slots.enter(tenant.slug);
  try {
    if (context.stopping.aborted) throw unavailableRefusal(undefined);
    return await receive(partitions);
  } finally {
    leave();
  }
}
