import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { nodeProgram } from './node-program.ts';
import { START_WITHIN_MS } from './servers/context.ts';
import type { Servers } from './servers.ts';
import { SERVICE_NAMES, type ServiceAddress, type ServiceName } from './service-environment.ts';
import type { Part } from './supervisor.ts';

/** A port for each service, and one for those who operate it. */
export type ServicePorts = Record<ServiceName | `${ServiceName}-management`, number>;

/**
 * A service finishes its batch and commits, at most a few seconds; what is killed later is done again at the next
 * start.
 */
const STOP_WITHIN_MS = 12_000;
const servicesFolder = join(import.meta.dirname, '../../services');

/** The environment of every service, by name. */
export function environments(
  servers: Servers,
  ports: ServicePorts,
  portalUrl: string,
): Record<ServiceName, Record<string, string>> {
  const ingestUrl = ingestUrlOf(ports);
  const address = (name: ServiceName): ServiceAddress => ({
    port: ports[name],
    managementPort: ports[`${name}-management`],
    portalUrl,
    ingestUrl,
  });
  return Object.fromEntries(
    SERVICE_NAMES.map((name) => [name, servers.serviceEnvironment(name, address(name))]),
  ) as Record<ServiceName, Record<string, string>>;
}

export function ingestUrlOf(ports: ServicePorts): string {
  return `http://127.0.0.1:${ports.ingest}`;
}

/** Where each service answers `/metrics`, `/healthz` and `/readyz` for those who operate it. */
export function managementUrls(ports: ServicePorts): Record<ServiceName, string> {
  return Object.fromEntries(
    SERVICE_NAMES.map((name) => [name, `http://127.0.0.1:${ports[`${name}-management`]}`]),
  ) as Record<ServiceName, string>;
}

/** The services as processes, each ready when its own `/readyz` says so. */
export function serviceParts(
  dataDir: string,
  ports: ServicePorts,
  environment: Record<ServiceName, Record<string, string>>,
): Part[] {
  return SERVICE_NAMES.filter(hasProgram).map((name) => ({
    name,
    command: async () =>
      nodeProgram(programOf(name), environment[name], { logFile: join(dataDir, 'logs', `${name}.log`) }),
    isReady: async () => {
      const answer = await fetch(`http://127.0.0.1:${ports[name]}/readyz`);
      await answer.arrayBuffer();
      return answer.ok;
    },
    startWithinMs: START_WITHIN_MS,
    stopSignal: 'SIGTERM',
    stopWithinMs: STOP_WITHIN_MS,
  }));
}

function programOf(name: ServiceName): string {
  return join(servicesFolder, name, 'main.ts');
}

function hasProgram(name: ServiceName): boolean {
  return existsSync(programOf(name));
}
