import { z } from 'zod';
import {
  clickhouseSettings,
  type Environment,
  kafkaSettings,
  objectStoreSettings,
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
  ...registrySettings.shape,
  ...postgresSettings.shape,
  ...clickhouseSettings.shape,
  ...objectStoreSettings.shape,
  /**
   * Hours between two comparisons of a tenant's mirror with PostgreSQL. Each reads all of its records in both: once an
   * hour would keep a core busy in an installation with a hundred million.
   */
  MIRROR_CHECK_HOURS: z.coerce.number().positive().default(24),
  /**
   * Seconds between two copies of the history to ClickHouse, four times as long while imports run. Nobody waits for it
   * there: in a few large inserts, and mostly after imports, it costs them next to nothing.
   */
  HISTORY_MIRROR_SECONDS: z.coerce.number().positive().default(30),
});

export type Config = z.output<typeof settings>;

/** @throws LmsError `configuration` */
export function readConfig(environment: Environment = process.env): Config {
  return readSettings(settings, environment);
}
