import { z } from 'zod';
import { LmsError } from './errors.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads a service's settings from environment variables.
 *
 * @throws LmsError `configuration` naming every variable that is missing or unreadable, never its value
 */
export function readSettings<Shape extends z.ZodType>(
  schema: Shape,
  environment: Environment,
): z.output<Shape> {
  const result = schema.safeParse(environment);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new LmsError('configuration', `Settings cannot be used:\n  ${problems.join('\n  ')}`);
}

const url = z.url();
const text = z.string().min(1);
export const port = z.coerce.number().int().min(0).max(65_535);

/** Settings every service has. */
export const serviceSettings = z.object({
  PORT: port,
  /**
   * The address of this machine to listen on; 0.0.0.0 is all of them, for a container whose network bounds who comes.
   */
  LISTEN_ADDRESS: z.union([z.ipv4(), z.ipv6()]).default('127.0.0.1'),
  /** A port for `/metrics`, `/healthz` and `/readyz` alone, which no ingress leads to. */
  MANAGEMENT_PORT: port.optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']).default('info'),
});

/** Settings of the services that an import passes through. */
export const tracingSettings = z.object({
  /** A collector of OpenTelemetry traces (OTLP over HTTP), without the path; none, and nothing is traced. */
  OTEL_EXPORTER_OTLP_ENDPOINT: url.optional(),
});

export const kafkaSettings = z.object({
  KAFKA_BROKERS: text.transform((list) => list.split(',')),
  KAFKA_SECURITY_PROTOCOL: z.enum(['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL']),
  /** With a SASL protocol. `plain` sends the password itself, so it belongs behind SASL_SSL. */
  KAFKA_SASL_MECHANISM: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']).default('scram-sha-512'),
  KAFKA_USERNAME: text.optional(),
  KAFKA_PASSWORD: text.optional(),
});
export type KafkaSettings = z.output<typeof kafkaSettings>;

/** Settings of the services that produce what must not be lost. */
export const durabilitySettings = z.object({
  /** Replicas that topics must have. With fewer than the cluster is run for, a lost broker loses messages. */
  KAFKA_REPLICATION_FACTOR: z.coerce.number().int().min(1).default(1),
  /** Replicas that must have a message before it counts, `min.insync.replicas` of the topics. */
  KAFKA_MIN_INSYNC_REPLICAS: z.coerce.number().int().min(1).default(1),
});
export type DurabilitySettings = z.output<typeof durabilitySettings>;

export const registrySettings = z.object({ REGISTRY_URL: url });

export const postgresSettings = z.object({ POSTGRES_URL: url });

export const clickhouseSettings = z.object({
  CLICKHOUSE_URL: url,
  CLICKHOUSE_DATABASE: text,
  CLICKHOUSE_USERNAME: text,
  CLICKHOUSE_PASSWORD: z.string(),
});
export type ClickHouseSettings = z.output<typeof clickhouseSettings>;

export const objectStoreSettings = z.object({
  S3_ENDPOINT: url,
  S3_ACCESS_KEY: text,
  S3_SECRET_KEY: text,
  S3_BUCKET: text,
  /** Part of each signature: a store that has regions refuses those of another one. */
  S3_REGION: text.default('us-east-1'),
});
export type ObjectStoreSettings = z.output<typeof objectStoreSettings>;

export const webhookSettings = z.object({
  /**
   * Whether webhooks may lead into the installation's own network, also without TLS. For installations whose tenants are
   * trusted with it: a webhook then reaches whatever aggregator reaches.
   */
  WEBHOOK_ALLOW_PRIVATE: z.stringbool().default(false),
});

export const authSettings = z.object({
  OIDC_ISSUER: url,
  OIDC_AUDIENCE: text,
  /** A browser that makes no call for so long signs in again; a page left open makes none once it is hidden. */
  SESSION_IDLE_MINUTES: z.coerce.number().int().min(1).max(480).default(30),
  /** Seals the browser's session; shorter than 32 characters could be guessed. */
  SESSION_SECRET: z.string().min(32),
  /** The origin browsers use; calls that change something must come from it. */
  PUBLIC_URL: url,
  /**
   * Calls of one tenant that a process takes, on average of ten seconds. Fewer would refuse what a page asks for when
   * many people open it at once; more would leave a runaway program the whole process.
   */
  TENANT_CALLS_PER_SECOND: z.coerce.number().int().min(1).default(200),
});
export type AuthSettings = z.output<typeof authSettings>;
