import { toError } from '../errors.ts';
import type { Logger } from './logging.ts';

/** What a service is to its process: building it opens nothing that listens or consumes; `start` does. */
export interface Service {
  readonly logger: Logger;
  start(): Promise<void>;
  /** Readiness turns false first, then consuming stops, work in hand is finished or given back, resources close. */
  stop(): Promise<void>;
  /** Settles only when the service can no longer work, with the reason. */
  readonly failed: Promise<Error>;
}

/**
 * How long a stop may take before the process ends regardless. Orchestrators kill after 30 s by default; what is
 * not finished by then is given back by leases and uncommitted offsets, so ending loses nothing.
 */
const STOP_DEADLINE_MS = 10_000;

/**
 * Runs a service until a signal or until it fails for good, then ends the process: 0 after an orderly stop,
 * 1 after a failure or a stop that took longer than its deadline. A second signal ends it at once.
 */
export async function runService(create: () => Promise<Service>): Promise<void> {
  const service = await create();
  const signal = new Promise<string>((resolve) => {
    for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => resolve(name));
  });
  // A service whose servers are unavailable may take long to start, and must still stop on a signal.
  const startFailed = new Promise<Error>((resolve) => {
    service.start().catch((error: unknown) => resolve(toError(error)));
  });
  const reason = await Promise.race([signal, service.failed, startFailed]);
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => process.exit(1));
  if (reason instanceof Error) service.logger.fatal({ err: reason }, 'service failed');
  else service.logger.info({ signal: reason }, 'stopping');

  const deadline = setTimeout(() => {
    service.logger.fatal({ deadlineMs: STOP_DEADLINE_MS }, 'stop took too long');
    process.exit(1);
  }, STOP_DEADLINE_MS);
  try {
    await service.stop();
  } catch (error) {
    service.logger.error({ err: toError(error) }, 'stop failed');
    process.exitCode = 1;
  }
  clearTimeout(deadline);
  process.exit(reason instanceof Error ? 1 : process.exitCode);
}
