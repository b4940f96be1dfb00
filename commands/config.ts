import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import {
  type ClickHouseSettings,
  type KafkaSettings,
  kafkaSettings,
  type ObjectStoreSettings,
  objectStoreSettings,
} from '#shared/config.ts';
import { LmsError } from '#shared/errors.ts';

const account = z.object({ username: z.string(), password: z.string() });

const endpoints = z.object({
  portal: z.url(),
  identity: z.object({ token: z.url() }),
  /** Who may write to it signs in, where it wants that. */
  registry: z.object({ url: z.url(), username: z.string().optional(), password: z.string().optional() }),
  postgres: z.object({ url: z.url() }),
  clickhouse: z.object({ url: z.url(), database: z.string(), username: z.string(), password: z.string() }),
  kafka: z.object({
    brokers: z.array(z.string()).min(1),
    securityProtocol: kafkaSettings.shape.KAFKA_SECURITY_PROTOCOL,
    mechanism: kafkaSettings.shape.KAFKA_SASL_MECHANISM,
    users: z.object({ admin: account }).catchall(account),
  }),
  s3: z.object({
    endpoint: z.url(),
    accessKey: z.string(),
    secretKey: z.string(),
    bucket: z.string(),
    region: objectStoreSettings.shape.S3_REGION,
  }),
});
/** What the commands need to know of the running product. */
export type Endpoints = z.output<typeof endpoints>;

/** The running product's folder. */
export function dataDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  return resolve(environment['DATA_DIR'] || '.data');
}

/** Finds the running product by DATA_DIR. @throws LmsError `configuration` when there is none */
export async function readEndpoints(environment: NodeJS.ProcessEnv = process.env): Promise<Endpoints> {
  const dataDir = dataDirectory(environment);
  const file = join(dataDir, 'endpoints.json');
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new LmsError('configuration', `Nothing runs on ${dataDir} (set DATA_DIR, or run npm start first)`, {
      cause: error,
    });
  });
  return endpoints.parse(JSON.parse(text));
}

export function clickhouseOf({ clickhouse }: Endpoints): ClickHouseSettings {
  return {
    CLICKHOUSE_URL: clickhouse.url,
    CLICKHOUSE_DATABASE: clickhouse.database,
    CLICKHOUSE_USERNAME: clickhouse.username,
    CLICKHOUSE_PASSWORD: clickhouse.password,
  };
}

/** The registry's address with the account that may write to it. */
export function registryUrlOf({ registry: { url, username = '', password = '' } }: Endpoints): string {
  return Object.assign(new URL(url), { username, password }).href;
}

/** Kafka, signed in as its admin. */
export function kafkaOf({ kafka }: Endpoints): KafkaSettings {
  return {
    KAFKA_BROKERS: kafka.brokers,
    KAFKA_SECURITY_PROTOCOL: kafka.securityProtocol,
    KAFKA_SASL_MECHANISM: kafka.mechanism,
    KAFKA_USERNAME: kafka.users.admin.username,
    KAFKA_PASSWORD: kafka.users.admin.password,
  };
}

export function objectStoreOf({ s3 }: Endpoints): ObjectStoreSettings {
  return {
    S3_ENDPOINT: s3.endpoint,
    S3_ACCESS_KEY: s3.accessKey,
    S3_SECRET_KEY: s3.secretKey,
    S3_BUCKET: s3.bucket,
    S3_REGION: s3.region,
  };
}

/** A file as it was named on the command line; npm runs scripts in the project's folder, wherever it was called. */
export function resolveFile(name: string, environment: NodeJS.ProcessEnv = process.env): string {
  return resolve(environment['INIT_CWD'] ?? '.', name);
}
