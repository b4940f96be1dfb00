import { z } from 'zod';
import {
  durabilitySettings,
  type Environment,
  kafkaSettings,
  postgresSettings,
  readSettings,
  registrySettings,
  serviceSettings,
  tracingSettings,
} from '#shared/config.ts';

export const settings = z.object({
  ...serviceSettings.shape,
  ...tracingSettings.shape,
  ...kafkaSettings.shape,
  ...durabilitySettings.shape,
  ...registrySettings.shape,
  ...postgresSettings.shape,
  /**
   * Partitions written at once, each by a member of the group of its own, in a transaction and on a connection. More
   * keep PostgreSQL busier where it has more cores, and hold more rows in memory.
   */
  WRITER_CONCURRENCY: z.coerce.number().int().min(1).max(64).default(3),
  /**
   * How long a bounded feed that was closed waits for announced records that do not come. Shorter than a producer's
   * own outages would call records missing that it is about to send again.
   */
  FEED_QUIET_MINUTES: z.coerce.number().positive().default(15),
});

export type Config = z.output<typeof settings>;

/** @throws LmsError `configuration` */
export function readConfig(environment: Environment = process.env): Config {
  return readSettings(settings, environment);
}
