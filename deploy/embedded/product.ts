import { unwatchFile, watchFile } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeJson } from '#shared/runtime/json-file.ts';
import { readTenantAccounts, tenantsFile } from '../../commands/tenant/accounts-file.ts';
import { dashboardsFile, readDashboardsPasswords } from '../../commands/tenant/dashboards-file.ts';
import type { StartConfig } from './config.ts';
import { type Endpoints, withTenants } from './endpoints.ts';
import { SetupError } from './errors.ts';
import { ProcessRecord } from './leftovers.ts';
import { lockFolder } from './lock.ts';
import { choosePorts, isFree } from './ports.ts';
import { prepare } from './prepare.ts';
import { type ServerOptions, type Servers, startServers } from './servers.ts';
import { environments, ingestUrlOf, managementUrls, type ServicePorts, serviceParts } from './services.ts';
import { type Part, Supervised, startAll } from './supervisor.ts';
import { buildWebPages } from './web-pages.ts';

/** Whoever has made a tenant waits for this. */
const TENANT_CHECK_MS = 1_000;

/** All that services listen on but the portal's port, which the operator chooses. */
const INNER_PORTS = [
  'ingest',
  'transcript-writer',
  'aggregator',
  'ingest-management',
  'transcript-writer-management',
  'aggregator-management',
  'portal-management',
] as const;

export type StartServers = (options: ServerOptions) => Promise<Servers>;

/** The whole product on this machine: the servers, and the services on top of them. */
export class Product {
  readonly #config: StartConfig;
  readonly #log: (line: string) => void;
  readonly #startTheServers: StartServers;
  readonly #stopping = new AbortController();
  /** Undone in reverse when the product stops. */
  readonly #cleanup = new AsyncDisposableStack();
  #services: Supervised[] = [];
  #servers: Servers | undefined;
  #ports: ServicePorts | undefined;
  #writing: Promise<void> = Promise.resolve();
  #starting: Promise<void> = Promise.resolve();
  #stopped: Promise<void> | undefined;

  /** @param start the servers to run on; the embedded ones when left out */
  constructor(config: StartConfig, log: (line: string) => void, start: StartServers = startServers) {
    this.#config = config;
    this.#log = log;
    this.#startTheServers = start;
  }

  get portalUrl(): string {
    return `http://localhost:${this.#config.portalPort}`;
  }

  /** Resolves once everything answers. When it rejects, still call `stop`: a part may already run. */
  start(): Promise<void> {
    this.#starting = this.#start();
    return this.#starting;
  }

  /** Ends the services, then the servers, each in good order; one that hangs is killed. Breaks off a start. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  /** Ends everything at once, by force. */
  kill(): void {
    this.#stopping.abort();
    for (const service of this.#services) service.kill();
    this.#servers?.kill();
  }

  async #stop(): Promise<void> {
    this.#stopping.abort();
    // What the start has just opened must be known before it can be closed.
    await this.#starting.catch(() => {});
    await this.#writing.catch(() => {});
    await this.#cleanup.disposeAsync();
  }

  async #start(): Promise<void> {
    const { dataDir, serversOnly } = this.#config;
    const { signal } = this.#stopping;
    await mkdir(dataDir, { recursive: true });
    const lock = await lockFolder(dataDir);
    this.#cleanup.defer(() => lock.release());
    const endpointsFile = join(dataDir, 'endpoints.json');
    // Nobody finds a product by the addresses of one that has stopped.
    this.#cleanup.defer(() => rm(endpointsFile, { force: true }));
    await rm(endpointsFile, { force: true });
    // Before the port is looked at: an earlier portal may still hold it.
    await new ProcessRecord(dataDir).stopLeftovers(this.#log);
    if (!serversOnly) await this.#checkPortalPort();

    const pages = serversOnly ? Promise.resolve() : buildWebPages(this.#log, signal);
    const starting = this.#startServers();
    await allDone([starting, pages]);
    const servers = await starting;
    signal.throwIfAborted();
    await prepare(servers, dataDir);
    await this.#startServices(servers);
  }

  async #checkPortalPort(): Promise<void> {
    const { portalPort } = this.#config;
    if (await isFree(portalPort, '::')) return;
    throw new SetupError(
      `Port ${portalPort} is taken by another program. Stop it, or choose another port: PORT=${portalPort + 1} npm start`,
    );
  }

  async #startServers(): Promise<Servers> {
    const servers = await this.#startTheServers({
      dataDir: this.#config.dataDir,
      portalUrl: this.portalUrl,
      kafkaProxied: this.#config.kafkaProxied,
      log: this.#log,
      signal: this.#stopping.signal,
      onRestart: () => this.#partRestarted(),
    });
    this.#servers = servers;
    this.#cleanup.defer(() => servers.stop());
    return servers;
  }

  async #startServices(servers: Servers): Promise<void> {
    const { dataDir, portalPort, serversOnly } = this.#config;
    const inner = await choosePorts(dataDir, INNER_PORTS);
    const ports: ServicePorts = { ...inner, portal: portalPort };
    const environment = environments(servers, ports, this.portalUrl);
    await writeJson(join(dataDir, 'services.json'), environment);
    const parts: Part[] = serversOnly ? [] : serviceParts(dataDir, ports, environment);
    const options = { log: this.#log, record: servers.record, onRestart: () => this.#partRestarted() };
    this.#services = parts.map((part) => new Supervised(part, options));
    this.#cleanup.defer(async () => {
      await Promise.all(this.#services.map((service) => service.stop()));
    });
    await startAll(this.#services, this.#stopping.signal);
    this.#ports = ports;
    for (const file of [tenantsFile(dataDir), dashboardsFile(dataDir)]) this.#followTenants(file);
    await this.#writeEndpoints();
  }

  /** Tenants are made by a command, while we run. */
  #followTenants(file: string): void {
    watchFile(file, { interval: TENANT_CHECK_MS }, () => this.#partRestarted());
    this.#cleanup.defer(() => unwatchFile(file));
  }

  #partRestarted(): void {
    this.#writeEndpoints().catch((error: Error) =>
      this.#log(`cannot write endpoints.json: ${error.message}`),
    );
  }

  /** One write after the other: of two at once the older content could be renamed last. */
  #writeEndpoints(): Promise<void> {
    this.#writing = this.#writing.then(async () => {
      const [servers, ports] = [this.#servers, this.#ports];
      if (servers === undefined || ports === undefined || this.#stopping.signal.aborted) return;
      const none = { ingest: [], 'transcript-writer': [], aggregator: [], portal: [] };
      const services = Object.fromEntries(this.#services.map(({ part, pids }) => [part.name, pids]));
      const endpoints: Endpoints = {
        portal: this.portalUrl,
        ingest: ingestUrlOf(ports),
        management: managementUrls(ports),
        ...withTenants(
          servers.endpoints,
          await readTenantAccounts(this.#config.dataDir),
          await readDashboardsPasswords(this.#config.dataDir),
        ),
        pids: { ...none, ...services, ...servers.pids() },
      };
      await writeJson(join(this.#config.dataDir, 'endpoints.json'), endpoints);
    });
    return this.#writing;
  }
}

/** Like `Promise.all`, but waits for every one also when one fails: nothing keeps starting in the background. */
async function allDone(promises: readonly Promise<unknown>[]): Promise<void> {
  await Promise.allSettled(promises);
  await Promise.all(promises);
}
