import { z } from 'zod';
import {
  clickhouseSettings,
  type Environment,
  kafkaSettings,
  objectStoreSettings,
  readSettings,
} from '#shared/config.ts';

const password = z.string().min(1);

const databases = z.object({
  /** Signs in as a role that may create roles, extensions and tables. */
  POSTGRES_ADMIN_URL: z.url(),
  POSTGRES_INGEST_PASSWORD: password,
  POSTGRES_PRODUCER_PASSWORD: password,
  POSTGRES_WRITER_PASSWORD: password,
  POSTGRES_AGGREGATOR_PASSWORD: password,
  POSTGRES_PORTAL_PASSWORD: password,
  /** The user must be allowed to create the database and its tables. */
  ...clickhouseSettings.shape,
  /** `true` adds the demo's tenants and people, whose sign-ins everybody knows. */
  DEMO_DATA: z.enum(['true', 'false']).default('false'),
  /** With the demo's data: of the account by which dashboards of the tenant acme read ClickHouse. */
  CLICKHOUSE_DASHBOARDS_ACME_PASSWORD: password.optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']).default('info'),
});

/** Every variable that is read, the optional groups included. */
export const migrationVariables: readonly string[] = [
  ...Object.keys(databases.shape),
  ...Object.keys(kafkaSettings.shape),
  ...Object.keys(objectStoreSettings.shape),
];

export type MigrationConfig = z.output<typeof databases> & {
  /** Undefined where an operator makes topics and access lists. */
  readonly kafka: z.output<typeof kafkaSettings> | undefined;
  /** Undefined where the bucket is made otherwise. */
  readonly objectStore: z.output<typeof objectStoreSettings> | undefined;
};

/**
 * Topics are left alone when none of Kafka's variables is set, and the bucket when none of the object store's is; a
 * group that is set in part is a mistake.
 *
 * @throws LmsError `configuration`
 */
export function readConfig(environment: Environment = process.env): MigrationConfig {
  return {
    ...readSettings(databases, environment),
    kafka: readGroup(kafkaSettings, environment),
    objectStore: readGroup(objectStoreSettings, environment),
  };
}

function readGroup<Group extends z.ZodObject>(
  group: Group,
  environment: Environment,
): z.output<Group> | undefined {
  const isSet = Object.keys(group.shape).some((name) => environment[name] !== undefined);
  return isSet ? readSettings(group, environment) : undefined;
}
