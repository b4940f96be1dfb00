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
  webhookSettings,
} from '#shared/config.ts';
import { LmsError } from '#shared/errors.ts';
import type { EmailSettings } from './deliver/send-email.ts';

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
   * Seconds between two copies of the history to ClickHouse, ten times as long while imports run. Nobody waits for it
   * there: in a few large inserts, and mostly after imports, it costs them next to nothing.
   */
  HISTORY_MIRROR_SECONDS: z.coerce.number().positive().default(30),
  ...webhookSettings.shape,
  /** The server that takes e-mails, smtp:// or smtps://, with user and password; without it none are sent. */
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  /** The sender of e-mails, as `Name <address>` or an address. */
  SMTP_FROM: z.string().min(1).optional(),
  /** The origin that browsers use, for links in e-mails. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
});

/** What e-mails are sent with; undefined where none are. */
export function emailSettings({ SMTP_URL, SMTP_FROM, PUBLIC_URL }: Config): EmailSettings | undefined {
  if (SMTP_URL === undefined) return undefined;
  if (SMTP_FROM === undefined || PUBLIC_URL === undefined)
    throw new LmsError('configuration', 'With SMTP_URL, SMTP_FROM and PUBLIC_URL are needed as well');
  return { smtpUrl: SMTP_URL, from: SMTP_FROM, publicUrl: PUBLIC_URL };
}

export type Config = z.output<typeof settings>;

/** @throws LmsError `configuration` */
export function readConfig(environment: Environment = process.env): Config {
  return readSettings(settings, environment);
}
