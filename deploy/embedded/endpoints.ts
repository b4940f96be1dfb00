import { dashboardsUser, REPORTING_DATABASE } from '#shared/clickhouse/reporting.ts';
import type { TenantAccounts } from '../../commands/tenant/accounts-file.ts';
import type { DashboardsPasswords } from '../../commands/tenant/dashboards-file.ts';
import { CLIENTS } from './identity/demo.ts';
import type { KafkaUser } from './secrets.ts';
import { CLICKHOUSE_ADMIN, CLICKHOUSE_DATABASE, clickhouseUrl } from './servers/clickhouse.ts';
import type { ServerContext, ServerName } from './servers/context.ts';
import { issuerOf } from './servers/identity.ts';
import { postgresUrl } from './servers/postgres.ts';
import { registryUrl } from './servers/registry.ts';
import { S3_BUCKET } from './servers/s3.ts';
import type { ServiceName } from './service-environment.ts';

type KafkaAccount = { username: string; password: string };
type DashboardsAccess = { url: string; database: string; user: string; password: string };
type KafkaUsers = Record<'admin' | 'acme-hr' | 'globex-hr', KafkaAccount> &
  Record<`${string}-hr`, KafkaAccount>;

/** Addresses and credentials of the servers. */
export type ServerEndpoints = {
  /** With the secrets of the programs that sign in by client credentials, by client id. */
  identity: { issuer: string; token: string; clients: Record<string, string> };
  kafka: {
    brokers: string[];
    securityProtocol: 'SASL_PLAINTEXT';
    mechanism: 'scram-sha-512';
    /** For people and tenants; the services' own accounts are nobody else's business. */
    users: KafkaUsers;
  };
  /** Everybody may read; who writes signs in. */
  registry: { url: string; username: string; password: string };
  postgres: { url: string };
  /** With the accounts of tenants' dashboards, by slug. */
  clickhouse: {
    url: string;
    database: string;
    username: string;
    password: string;
    dashboards: Record<string, DashboardsAccess>;
  };
  s3: { endpoint: string; accessKey: string; secretKey: string; bucket: string };
};

/** What `endpoints.json` holds. Its shape is part of the product's interface: see the command `npm start`. */
export type Endpoints = { portal: string; ingest: string } & ServerEndpoints & {
    /** For operators: `/metrics`, `/healthz` and `/readyz` of each service. */
    management: Record<ServiceName, string>;
    pids: Record<ServiceName | ServerName, number[]>;
  };

export function serverEndpoints(context: ServerContext): ServerEndpoints {
  const account = (user: KafkaUser): KafkaAccount => ({
    username: user,
    password: context.secrets.kafka[user],
  });
  return {
    identity: {
      issuer: issuerOf(context),
      token: `${issuerOf(context)}/token`,
      clients: Object.fromEntries(CLIENTS.map(({ id, secret }) => [id, secret])),
    },
    kafka: {
      brokers: [`127.0.0.1:${context.ports.kafka}`],
      securityProtocol: 'SASL_PLAINTEXT',
      mechanism: 'scram-sha-512',
      users: { admin: account('admin'), 'acme-hr': account('acme-hr'), 'globex-hr': account('globex-hr') },
    },
    registry: { url: registryUrl(context), username: 'admin', password: context.secrets.registry.admin },
    postgres: { url: postgresUrl(context) },
    clickhouse: {
      url: clickhouseUrl(context),
      database: CLICKHOUSE_DATABASE,
      username: CLICKHOUSE_ADMIN,
      password: context.secrets.clickhouse[CLICKHOUSE_ADMIN],
      dashboards: {},
    },
    s3: { endpoint: `http://127.0.0.1:${context.ports.s3}`, ...context.secrets.s3, bucket: S3_BUCKET },
  };
}

/** Adds the users and clients of tenants that were created since the servers were set up, and those of dashboards. */
export function withTenants(
  endpoints: ServerEndpoints,
  tenants: TenantAccounts,
  dashboards: DashboardsPasswords,
): ServerEndpoints {
  const users: KafkaUsers = { ...endpoints.kafka.users };
  const clients = { ...endpoints.identity.clients };
  for (const [slug, { kafkaPassword, clientSecret }] of Object.entries(tenants)) {
    users[`${slug}-hr`] = { username: `${slug}-hr`, password: kafkaPassword };
    clients[`${slug}-hr`] = clientSecret;
  }
  const { clickhouse } = endpoints;
  const access = Object.entries(dashboards).flatMap(([slug, password]) =>
    password === null
      ? []
      : [
          [
            slug,
            { url: clickhouse.url, database: REPORTING_DATABASE, user: dashboardsUser(slug), password },
          ] as const,
        ],
  );
  return {
    ...endpoints,
    identity: { ...endpoints.identity, clients },
    kafka: { ...endpoints.kafka, users },
    clickhouse: { ...clickhouse, dashboards: Object.fromEntries(access) },
  };
}
