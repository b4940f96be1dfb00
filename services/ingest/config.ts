import { z } from 'zod';
import {
  authSettings,
  durabilitySettings,
  type Environment,
  kafkaSettings,
  objectStoreSettings,
  postgresSettings,
  readSettings,
  registrySettings,
  serviceSettings,
  tracingSettings,
} from '#shared/config.ts';
import { MIN_IN_FLIGHT } from './row-producer/import-leases.ts';

export const settings = z.object({
  ...serviceSettings.shape,
  ...tracingSettings.shape,
  ...kafkaSettings.shape,
  ...durabilitySettings.shape,
  ...registrySettings.shape,
  ...postgresSettings.shape,
  ...objectStoreSettings.shape,
  ...authSettings.shape,
  /**
   * Signs in as lms_producer, which sees the imports of every tenant; POSTGRES_URL, for uploads, sees one at a time.
   */
  POSTGRES_PRODUCER_URL: z.url(),
  /**
   * Rows of all running imports that may be in flight at once, on all ingests together. Fewer leave transcript-writer
   * idle, more let a small import wait behind a big one; below what one import needs, none would ever run.
   */
  IN_FLIGHT_ROWS: z.coerce.number().int().min(MIN_IN_FLIGHT).default(50_000),
  /**
   * Seconds' worth of one import's rows that may be in flight, at its measured throughput: a small import that comes
   * meanwhile waits as long. Below half a second the writers run dry between two polls of the progress; 0 leaves the
   * limit to IN_FLIGHT_ROWS.
   */
  IN_FLIGHT_SECONDS: z.coerce.number().min(0).max(60).default(0.5),
});

export type Config = z.output<typeof settings>;

/** @throws LmsError `configuration` */
export function readConfig(environment: Environment = process.env): Config {
  return readSettings(settings, environment);
}
