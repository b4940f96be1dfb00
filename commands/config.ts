import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import {
  type ClickHouseSettings,
  clickhouseSettings,
  type Environment,
  type KafkaSettings,
  kafkaSettings,
  type ObjectStoreSettings,
  objectStoreSettings,
  readSettings,
  registrySettings,
} from '#shared/config.ts';
import { LmsError } from '#shared/errors.ts';

/**
 * Where an installation's servers are, with an administrator's credentials. Reading a setting that is missing throws.
 */
export interface Installation {
  readonly postgresUrl: string;
  readonly clickhouse: ClickHouseSettings;
  readonly kafka: KafkaSettings;
  /** With the account that may write to it. */
  readonly registryUrl: string;
  readonly objectStore: ObjectStoreSettings;
  readonly portalUrl: string;
  /** The identity provider's token endpoint. */
  readonly tokenUrl: string;
  /** The secrets of OAuth clients by id; an installation described by the environment has one at most. */
  readonly clientSecrets: Readonly<Record<string, string>>;
}

const postgres = z.object({ POSTGRES_ADMIN_URL: z.url() });
const portal = z.object({ PORTAL_URL: z.url() });
const identity = z.object({ OIDC_TOKEN_URL: z.url() });

const account = z.object({ username: z.string(), password: z.string() });

const endpoints = z.object({
  portal: z.url(),
  identity: z.object({ token: z.url(), clients: z.record(z.string(), z.string()) }),
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

/** What a product that `npm start` runs writes for its users. */
export type Endpoints = z.output<typeof endpoints>;

/** Any of these says that the environment describes the installation. */
const VARIABLES = [
  postgres,
  clickhouseSettings,
  kafkaSettings,
  registrySettings,
  objectStoreSettings,
  portal,
  identity,
].flatMap(({ shape }) => Object.keys(shape));

/**
 * Finds the installation that a command is for: the one that environment variables describe (deploy/README.md), or the
 * product that `npm start` runs in DATA_DIR.
 *
 * @throws LmsError `configuration` when there is neither, or both are named
 */
export async function readInstallation(environment: Environment = process.env): Promise<Installation> {
  const described = VARIABLES.find((name) => environment[name]);
  if (described === undefined) return ofEndpoints(await readEndpoints(environment));
  if (environment['DATA_DIR']) {
    throw new LmsError(
      'configuration',
      `Both DATA_DIR and ${described} are set: unset one of them, to say which installation is meant.`,
    );
  }
  return new DescribedInstallation(environment);
}

/** The folder of the product that `npm start` runs; undefined when the environment describes another installation. */
export function dataDirectory(environment: Environment = process.env): string | undefined {
  if (VARIABLES.some((name) => environment[name])) return undefined;
  return resolve(environment['DATA_DIR'] || '.data');
}

/** @throws LmsError `configuration` when nothing runs in DATA_DIR */
export async function readEndpoints(environment: Environment = process.env): Promise<Endpoints> {
  const dataDir = resolve(environment['DATA_DIR'] || '.data');
  const text = await readFile(join(dataDir, 'endpoints.json'), 'utf8').catch((cause: unknown) => {
    throw new LmsError(
      'configuration',
      `Nothing runs in ${dataDir}. Run npm start, set DATA_DIR to the folder of a running product, or set the variables of an installation (deploy/README.md, "Commands").`,
      { cause },
    );
  });
  return endpoints.parse(JSON.parse(text));
}

/** An installation by its environment variables: a command asks for those of the servers that it uses. */
class DescribedInstallation implements Installation {
  readonly #environment: Environment;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  get postgresUrl(): string {
    return readSettings(postgres, this.#environment).POSTGRES_ADMIN_URL;
  }

  get clickhouse(): ClickHouseSettings {
    return readSettings(clickhouseSettings, this.#environment);
  }

  get kafka(): KafkaSettings {
    return readSettings(kafkaSettings, this.#environment);
  }

  get registryUrl(): string {
    return readSettings(registrySettings, this.#environment).REGISTRY_URL;
  }

  get objectStore(): ObjectStoreSettings {
    return readSettings(objectStoreSettings, this.#environment);
  }

  get portalUrl(): string {
    return readSettings(portal, this.#environment).PORTAL_URL;
  }

  get tokenUrl(): string {
    return readSettings(identity, this.#environment).OIDC_TOKEN_URL;
  }

  get clientSecrets(): Readonly<Record<string, string>> {
    const { IMPORT_CLIENT_ID: id, IMPORT_CLIENT_SECRET: secret } = this.#environment;
    return id === undefined || secret === undefined ? {} : { [id]: secret };
  }
}

function ofEndpoints({
  postgres,
  clickhouse,
  kafka,
  registry,
  s3,
  portal,
  identity,
}: Endpoints): Installation {
  const { url, username = '', password = '' } = registry;
  return {
    postgresUrl: postgres.url,
    clickhouse: {
      CLICKHOUSE_URL: clickhouse.url,
      CLICKHOUSE_DATABASE: clickhouse.database,
      CLICKHOUSE_USERNAME: clickhouse.username,
      CLICKHOUSE_PASSWORD: clickhouse.password,
    },
    kafka: {
      KAFKA_BROKERS: kafka.brokers,
      KAFKA_SECURITY_PROTOCOL: kafka.securityProtocol,
      KAFKA_SASL_MECHANISM: kafka.mechanism,
      KAFKA_USERNAME: kafka.users.admin.username,
      KAFKA_PASSWORD: kafka.users.admin.password,
    },
    registryUrl: Object.assign(new URL(url), { username, password }).href,
    objectStore: {
      S3_ENDPOINT: s3.endpoint,
      S3_ACCESS_KEY: s3.accessKey,
      S3_SECRET_KEY: s3.secretKey,
      S3_BUCKET: s3.bucket,
      S3_REGION: s3.region,
    },
    portalUrl: portal,
    tokenUrl: identity.token,
    clientSecrets: identity.clients,
  };
}

/** A file as it was named on the command line; npm runs scripts in the project's folder, wherever it was called. */
export function resolveFile(name: string, environment: Environment = process.env): string {
  return resolve(environment['INIT_CWD'] ?? '.', name);
}
