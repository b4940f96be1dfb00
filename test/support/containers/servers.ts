import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { GenericContainer, type StartedTestContainer, Wait } from 'testcontainers';
import { createBucket } from '#shared/object-store/object-store.ts';
import { serverEndpoints } from '../../../deploy/embedded/endpoints.ts';
import { ProcessRecord } from '../../../deploy/embedded/leftovers.ts';
import { choosePorts } from '../../../deploy/embedded/ports.ts';
import { KAFKA_USERS, loadSecrets } from '../../../deploy/embedded/secrets.ts';
import { CLICKHOUSE_ADMIN, CLICKHOUSE_DATABASE } from '../../../deploy/embedded/servers/clickhouse.ts';
import { PORT_NAMES, type ServerContext } from '../../../deploy/embedded/servers/context.ts';
import { identityPart } from '../../../deploy/embedded/servers/identity.ts';
import type { ServerOptions, Servers } from '../../../deploy/embedded/servers.ts';
import { serviceEnvironment } from '../../../deploy/embedded/service-environment.ts';
import { Supervised } from '../../../deploy/embedded/supervisor.ts';
import { compose } from '../../unit/deploy/compose-file.ts';

/** An image is pulled once; a slow network may take minutes. */
const START_MS = 300_000;

/**
 * Starts the images of docker-compose.yml in place of the embedded servers, at the same addresses and with the same
 * passwords as those would have. The OpenID provider is the embedded one: it is no server of anybody else's.
 */
export async function startContainers(options: ServerOptions): Promise<Servers> {
  const dataDir = resolve(options.dataDir);
  await mkdir(dataDir, { recursive: true });
  const context: ServerContext = {
    dataDir,
    secrets: await loadSecrets(dataDir),
    ports: await choosePorts(dataDir, PORT_NAMES),
    portalUrl: options.portalUrl ?? 'http://localhost:8080',
    // Nothing of Java's runs outside of a container.
    java: { kafkaLib: '', s3proxyLib: '', registryHome: '', classArchives: '' },
  };
  const record = new ProcessRecord(dataDir);
  const identity = new Supervised(identityPart(context), { log: options.log ?? (() => {}), record });
  const starting = [kafka, registry, postgres, clickhouse, s3].map((server) => server(context));
  await Promise.all([identity.start(), ...starting]);
  const started: StartedTestContainer[] = await Promise.all(starting);
  const endpoints = serverEndpoints(context);
  await createBucket({
    S3_ENDPOINT: endpoints.s3.endpoint,
    S3_ACCESS_KEY: endpoints.s3.accessKey,
    S3_SECRET_KEY: endpoints.s3.secretKey,
    S3_BUCKET: endpoints.s3.bucket,
    S3_REGION: 'us-east-1',
  });
  const stop = async (): Promise<void> => {
    await Promise.all([identity.stop(), ...started.map((container) => container.stop())]);
  };
  return {
    endpoints,
    postgresRoles: context.secrets.postgres.roles,
    // Their processes are the engine's.
    pids: () => ({ kafka: [], registry: [], postgres: [], clickhouse: [], s3: [], identity: identity.pids }),
    serviceEnvironment: (service, address) => serviceEnvironment(context, service, address),
    record,
    stop,
    kill: () => void stop(),
  };
}

function image(name: string): GenericContainer {
  const found = compose.services[name]?.image;
  if (found === undefined) throw new Error(`docker-compose.yml has no ${name}`);
  return new GenericContainer(found).withStartupTimeout(START_MS);
}

/** Clients are sent to the address that the broker tells them, so it has the same port inside and out. */
function kafka({ ports, secrets }: ServerContext): Promise<StartedTestContainer> {
  const users = KAFKA_USERS.filter((user) => user !== 'admin').map(
    (user) => `${user}:${secrets.kafka[user]}`,
  );
  return image('kafka')
    .withEnvironment({
      ADVERTISED_HOST: '127.0.0.1',
      CLIENT_PORT: String(ports.kafka),
      CLUSTER_ID: 'mY8cRz3PQxSAv0y5a2mJ3Q',
      ADMIN_PASSWORD: secrets.kafka.admin,
      SCRAM_USERS: users.join(' '),
    })
    .withCopyFilesToContainer([
      { source: resolve('deploy/docker/kafka/start.sh'), target: '/tmp/start-kafka', mode: 0o755 },
    ])
    .withCommand(['/tmp/start-kafka'])
    .withExposedPorts({ container: ports.kafka, host: ports.kafka })
    .withWaitStrategy(Wait.forLogMessage(/Kafka Server started/))
    .start();
}

function registry({ ports, secrets }: ServerContext): Promise<StartedTestContainer> {
  const target = '/etc/registry/users.properties';
  return image('registry')
    .withEnvironment({
      SMALLRYE_CONFIG_LOCATIONS: target,
      REGISTRY_ADMIN_PASSWORD: secrets.registry.admin,
      REGISTRY_INGEST_PASSWORD: secrets.registry.ingest,
      REGISTRY_TRANSCRIPT_WRITER_PASSWORD: secrets.registry['transcript-writer'],
    })
    .withCopyFilesToContainer([{ source: resolve('deploy/docker/registry/users.properties'), target }])
    .withExposedPorts({ container: 8080, host: ports.registry })
    .withWaitStrategy(Wait.forHttp('/apis/ccompat/v7/subjects', 8080))
    .start();
}

function postgres({ ports, secrets }: ServerContext): Promise<StartedTestContainer> {
  return (
    image('postgres')
      .withEnvironment({
        POSTGRES_DB: 'lms',
        POSTGRES_PASSWORD: secrets.postgres.superuser,
        POSTGRES_INITDB_ARGS: '--locale-provider=builtin --builtin-locale=C.UTF-8',
      })
      .withCommand(['postgres', '-c', 'max_connections=200', '-c', 'jit=off'])
      .withExposedPorts({ container: 5432, host: ports.postgres })
      // The image starts the server twice: the first time to set it up.
      .withWaitStrategy(Wait.forLogMessage(/ready to accept connections/, 2))
      .start()
  );
}

function clickhouse({ ports, secrets }: ServerContext): Promise<StartedTestContainer> {
  return image('clickhouse')
    .withEnvironment({
      CLICKHOUSE_DB: CLICKHOUSE_DATABASE,
      CLICKHOUSE_USER: CLICKHOUSE_ADMIN,
      CLICKHOUSE_PASSWORD: secrets.clickhouse[CLICKHOUSE_ADMIN],
      CLICKHOUSE_DEFAULT_ACCESS_MANAGEMENT: '1',
      CLICKHOUSE_AGGREGATOR_PASSWORD: secrets.clickhouse.lms_aggregator,
      CLICKHOUSE_PORTAL_PASSWORD: secrets.clickhouse.lms_portal,
    })
    .withCopyFilesToContainer([
      {
        source: resolve('deploy/docker/clickhouse/users.xml'),
        target: '/etc/clickhouse-server/users.d/lms.xml',
      },
    ])
    .withExposedPorts({ container: 8123, host: ports.clickhouse })
    .withWaitStrategy(Wait.forHttp('/ping', 8123))
    .start();
}

function s3({ ports, secrets }: ServerContext): Promise<StartedTestContainer> {
  return image('objects')
    .withEnvironment({ AWS_ACCESS_KEY_ID: secrets.s3.accessKey, AWS_SECRET_ACCESS_KEY: secrets.s3.secretKey })
    .withCommand(['mini', '-dir=/data'])
    .withExposedPorts({ container: 8333, host: ports.s3 })
    .withWaitStrategy(Wait.forHttp('/healthz', 8333))
    .start();
}
