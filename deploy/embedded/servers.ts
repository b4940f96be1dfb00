import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type ServerEndpoints, serverEndpoints } from './endpoints.ts';
import { SetupError } from './errors.ts';
import { fetchJavaServers } from './java-servers.ts';
import { ProcessRecord } from './leftovers.ts';
import { choosePorts } from './ports.ts';
import { loadSecrets, type PostgresRole } from './secrets.ts';
import { clickhousePart } from './servers/clickhouse.ts';
import { PORT_NAMES, type ServerContext, type ServerName } from './servers/context.ts';
import { identityPart } from './servers/identity.ts';
import { kafkaPart } from './servers/kafka.ts';
import { postgresPart } from './servers/postgres.ts';
import { registryPart } from './servers/registry.ts';
import { s3Part } from './servers/s3.ts';
import { type ServiceAddress, type ServiceName, serviceEnvironment } from './service-environment.ts';
import { type Part, Supervised, startAll } from './supervisor.ts';

export type ServerOptions = {
  /** Holds all data, passwords and logs; made when it does not exist. One set of servers at a time. */
  dataDir: string;
  /** Where the browser finds the portal (http://localhost:8080). Other ports of this machine may sign in too. */
  portalUrl?: string;
  /** Whether Kafka can be reached through a proxy as well (README.md); no when left out. */
  kafkaProxied?: boolean;
  log?(line: string): void;
  /** Called each time a server that had died answers again, under a new process id. */
  onRestart?(name: string): void;
  /** Breaks off the start; what runs already is ended. */
  signal?: AbortSignal;
};

/** Running servers. Whoever started them stops them. */
export type Servers = {
  endpoints: ServerEndpoints;
  /** Passwords of the PostgreSQL roles that the services sign in with. */
  postgresRoles: Record<PostgresRole, string>;
  /** The processes that run now: one for each server, none for one that is being started again. */
  pids(): Record<ServerName, number[]>;
  /** The environment that a service is started with. */
  serviceEnvironment(service: ServiceName, address: ServiceAddress): Record<string, string>;
  record: ProcessRecord;
  /** Ends all servers in good order; one that hangs is killed. */
  stop(): Promise<void>;
  /** Ends all servers at once, by force. */
  kill(): void;
};

/**
 * Starts Kafka, the schema registry, PostgreSQL, ClickHouse, the object store and the OpenID provider, each as
 * a process of its own, and resolves once every one has answered a real question. A server that dies later is
 * started again at the same address. Rejects, with nothing left running, when one does not start.
 */
export async function startServers(options: ServerOptions): Promise<Servers> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new SetupError('The embedded servers run on Linux on x64 only. Elsewhere, use docker compose.');
  }
  const log = options.log ?? (() => {});
  const dataDir = resolve(options.dataDir);
  // Kafka separates folders by a comma, Java a class path by a colon, and H2 its settings by a semicolon.
  if (/[,:;]/.test(dataDir))
    throw new SetupError(`The data folder's path has a comma, colon or semicolon: ${dataDir}`);
  await mkdir(dataDir, { recursive: true });
  const record = new ProcessRecord(dataDir);
  await record.stopLeftovers(log);
  const context: ServerContext = {
    dataDir,
    java: await fetchJavaServers(log, options.signal),
    secrets: await loadSecrets(dataDir),
    ports: await choosePorts(dataDir, PORT_NAMES),
    portalUrl: options.portalUrl ?? 'http://localhost:8080',
    kafkaProxied: options.kafkaProxied ?? false,
  };
  const supervised = partsOf(context).map(
    (part) =>
      new Supervised(part, { log, record, ...(options.onRestart ? { onRestart: options.onRestart } : {}) }),
  );
  await startAll(supervised, options.signal);
  return {
    endpoints: serverEndpoints(context),
    postgresRoles: context.secrets.postgres.roles,
    pids: () =>
      Object.fromEntries(supervised.map(({ part, pids }) => [part.name, pids])) as Record<
        ServerName,
        number[]
      >,
    serviceEnvironment: (service, address) => serviceEnvironment(context, service, address),
    record,
    stop: async () => {
      await Promise.all(supervised.map((one) => one.stop()));
    },
    kill: () => {
      for (const one of supervised) one.kill();
    },
  };
}

function partsOf(context: ServerContext): Part[] {
  return [kafkaPart, registryPart, postgresPart, clickhousePart, s3Part, identityPart].map((part) =>
    part(context),
  );
}
