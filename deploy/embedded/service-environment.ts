import { settings as aggregator } from '../../services/aggregator/config.ts';
import { settings as ingest } from '../../services/ingest/config.ts';
import { settings as portal } from '../../services/portal/config.ts';
import { settings as transcriptWriter } from '../../services/transcript-writer/config.ts';
import { chosenSettings } from './config.ts';
import type { ClickHouseAccount, KafkaUser, RegistryUser } from './secrets.ts';
import { CLICKHOUSE_DATABASE, clickhouseUrl } from './servers/clickhouse.ts';
import type { ServerContext } from './servers/context.ts';
import { issuerOf } from './servers/identity.ts';
import { postgresUrl } from './servers/postgres.ts';
import { registryUrl } from './servers/registry.ts';
import { S3_BUCKET } from './servers/s3.ts';

export const SERVICE_NAMES = ['ingest', 'transcript-writer', 'aggregator', 'portal'] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

/** Where one service listens, and where it finds the others. */
export type ServiceAddress = { port: number; managementPort: number; portalUrl: string; ingestUrl: string };

/** The variables that each service reads. */
const VARIABLES: Record<ServiceName, readonly string[]> = {
  ingest: Object.keys(ingest.shape),
  'transcript-writer': Object.keys(transcriptWriter.shape),
  aggregator: Object.keys(aggregator.shape),
  portal: Object.keys(portal.shape),
};

/** The PostgreSQL role of each service, and its Kafka user where it has one: the portal does not talk to Kafka. */
const ROLE = {
  ingest: 'lms_ingest',
  'transcript-writer': 'lms_writer',
  aggregator: 'lms_aggregator',
  portal: 'lms_portal',
} as const;
const KAFKA_USER: Partial<Record<ServiceName, KafkaUser>> = {
  ingest: 'ingest',
  'transcript-writer': 'transcript-writer',
  aggregator: 'aggregator',
};

const CLICKHOUSE_ACCOUNT: Partial<Record<ServiceName, ClickHouseAccount>> = {
  aggregator: 'lms_aggregator',
  portal: 'lms_portal',
};

/** Those that register the schemas of what they write; the aggregator reads. */
const REGISTRY_USER: Partial<Record<ServiceName, RegistryUser>> = {
  ingest: 'ingest',
  'transcript-writer': 'transcript-writer',
};

/**
 * What one service is configured with: the variables that it reads, and no others. Each has its own accounts, so that
 * none may do what another may; what else was set for us, such as LOG_LEVEL, holds for it too.
 */
export function serviceEnvironment(
  context: ServerContext,
  service: ServiceName,
  address: ServiceAddress,
): Record<string, string> {
  const names = VARIABLES[service];
  return chosenSettings(names, { ...chosenSettings(names), ...ownSettings(context, service, address) });
}

function ownSettings(
  context: ServerContext,
  service: ServiceName,
  address: ServiceAddress,
): Record<string, string> {
  return {
    PORT: String(address.port),
    MANAGEMENT_PORT: String(address.managementPort),
    // Only the portal is for people of other machines, if the operator wants them.
    ...(service === 'portal' ? {} : { LISTEN_ADDRESS: '127.0.0.1' }),
    PUBLIC_URL: address.portalUrl,
    INGEST_URL: address.ingestUrl,
    REGISTRY_URL: registryUrl(context, REGISTRY_USER[service]),
    ...kafka(context, service),
    ...postgres(context, service),
    ...clickhouse(context, service),
    S3_ENDPOINT: `http://127.0.0.1:${context.ports.s3}`,
    S3_ACCESS_KEY: context.secrets.s3.accessKey,
    S3_SECRET_KEY: context.secrets.s3.secretKey,
    S3_BUCKET,
    OIDC_ISSUER: issuerOf(context),
    OIDC_AUDIENCE: 'lms',
    OIDC_CLIENT_ID: 'portal',
    OIDC_CLIENT_SECRET: context.secrets.portalClient,
    SESSION_SECRET: context.secrets.session,
  };
}

function clickhouse(context: ServerContext, service: ServiceName): Record<string, string> {
  const account = CLICKHOUSE_ACCOUNT[service];
  if (account === undefined) return {};
  return {
    CLICKHOUSE_URL: clickhouseUrl(context),
    CLICKHOUSE_DATABASE,
    CLICKHOUSE_USERNAME: account,
    CLICKHOUSE_PASSWORD: context.secrets.clickhouse[account],
  };
}

function kafka(context: ServerContext, service: ServiceName): Record<string, string> {
  const user = KAFKA_USER[service];
  if (user === undefined) return {};
  return {
    KAFKA_BROKERS: `127.0.0.1:${context.ports.kafka}`,
    KAFKA_SECURITY_PROTOCOL: 'SASL_PLAINTEXT',
    KAFKA_USERNAME: user,
    KAFKA_PASSWORD: context.secrets.kafka[user],
  };
}

function postgres(context: ServerContext, service: ServiceName): Record<string, string> {
  const { roles } = context.secrets.postgres;
  const url = (role: keyof typeof roles): string => postgresUrl(context, role, roles[role]);
  const own = { POSTGRES_URL: url(ROLE[service]) };
  return service === 'ingest' ? { ...own, POSTGRES_PRODUCER_URL: url('lms_producer') } : own;
}
