import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readJson, writeJson } from '#shared/runtime/json-file.ts';

export const KAFKA_USERS = [
  'admin',
  'ingest',
  'transcript-writer',
  'aggregator',
  'acme-hr',
  'globex-hr',
] as const;
export type KafkaUser = (typeof KAFKA_USERS)[number];

const POSTGRES_ROLES = ['lms_ingest', 'lms_producer', 'lms_writer', 'lms_aggregator', 'lms_portal'] as const;
export type PostgresRole = (typeof POSTGRES_ROLES)[number];

/** Who may write to the registry: the services that register schemas, and its administrators. Everybody may read. */
export const REGISTRY_USERS = ['admin', 'ingest', 'transcript-writer'] as const;
export type RegistryUser = (typeof REGISTRY_USERS)[number];

/** The accounts of ClickHouse; `lms_migrate` may do everything. */
export const CLICKHOUSE_ACCOUNTS = ['lms_migrate', 'lms_aggregator', 'lms_portal'] as const;
export type ClickHouseAccount = (typeof CLICKHOUSE_ACCOUNTS)[number];

/** Every password of one data folder. */
export type Secrets = {
  kafka: Record<KafkaUser, string>;
  postgres: { superuser: string; roles: Record<PostgresRole, string> };
  registry: Record<RegistryUser, string>;
  clickhouse: Record<ClickHouseAccount, string>;
  s3: { accessKey: string; secretKey: string };
  portalClient: string;
  session: string;
  identityCookies: string;
};

/** 24 bytes are beyond guessing, and as base64url need no quoting in a URL or a properties file. */
const SECRET_BYTES = 24;

/** The passwords kept in the data folder, made at the first call; a new release's additions are made then. */
export async function loadSecrets(dataDir: string): Promise<Secrets> {
  const file = join(dataDir, 'secrets.json');
  const kept = await readJson<Partial<Secrets>>(file);
  const secrets: Secrets = {
    kafka: named(KAFKA_USERS, kept?.kafka),
    postgres: {
      superuser: kept?.postgres?.superuser ?? newSecret(),
      roles: named(POSTGRES_ROLES, kept?.postgres?.roles),
    },
    registry: named(REGISTRY_USERS, kept?.registry),
    // A string in earlier versions.
    clickhouse: named(
      CLICKHOUSE_ACCOUNTS,
      typeof kept?.clickhouse === 'object' ? kept.clickhouse : undefined,
    ),
    s3: kept?.s3 ?? { accessKey: newSecret(), secretKey: newSecret() },
    portalClient: kept?.portalClient ?? newSecret(),
    session: kept?.session ?? newSecret(),
    identityCookies: kept?.identityCookies ?? newSecret(),
  };
  if (JSON.stringify(secrets) !== JSON.stringify(kept)) await writeJson(file, secrets);
  return secrets;
}

function named<Name extends string>(
  names: readonly Name[],
  kept: Partial<Record<Name, string>> | undefined,
): Record<Name, string> {
  return Object.fromEntries(names.map((name) => [name, kept?.[name] ?? newSecret()])) as Record<Name, string>;
}

function newSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}
