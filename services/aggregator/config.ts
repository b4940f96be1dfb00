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
});

export type Config = z.output<typeof settings>;

/** @throws LmsError `configuration` */
export function readConfig(environment: Environment = process.env): Config {
  return readSettings(settings, environment);
}
