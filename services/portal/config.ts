import { z } from 'zod';
import {
  authSettings,
  clickhouseSettings,
  type Environment,
  objectStoreSettings,
  postgresSettings,
  readSettings,
  serviceSettings,
  webhookSettings,
} from '#shared/config.ts';

export const settings = z
  .object({
    ...serviceSettings.shape,
    ...postgresSettings.shape,
    ...clickhouseSettings.shape,
    ...objectStoreSettings.shape,
    ...authSettings.shape,
    ...webhookSettings.shape,
    /** Where uploads are passed on to, inside the same network. */
    INGEST_URL: z.url({ protocol: /^http$/ }),
    OIDC_CLIENT_ID: z.string().min(1),
    OIDC_CLIENT_SECRET: z.string().min(1),
    /** What the identity provider is asked for; its ID tokens must then carry tenant and roles. */
    OIDC_SCOPE: z.string().min(1).default('openid profile'),
    /**
     * Proxies in front that name the client in X-Forwarded-For. With fewer than there are, all clients share one
     * address's calls; with more, a client could name any address as its own.
     */
    TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
    /** Calls without a sign-in that a process takes from one address, on average of ten seconds; an office has one. */
    ANONYMOUS_CALLS_PER_SECOND: z.coerce.number().int().min(1).default(200),
    /** Connections to PostgreSQL; a request holds one for a few milliseconds, so this many serve hundreds at once. */
    POSTGRES_POOL_SIZE: z.coerce.number().int().min(1).max(100).default(10),
  })
  .refine((values) => !(values.PUBLIC_URL.startsWith('https:') && values.OIDC_ISSUER.startsWith('http:')), {
    path: ['OIDC_ISSUER'],
    message: 'must be https where PUBLIC_URL is: sessions would rest on answers anyone could forge',
  });

export type Config = z.output<typeof settings>;

/** @throws LmsError `configuration` */
export function readConfig(environment: Environment = process.env): Config {
  return readSettings(settings, environment);
}
