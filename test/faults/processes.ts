import { join } from 'node:path';
import { readJson } from '#shared/runtime/json-file.ts';
import { type Child, stop } from '../../deploy/embedded/process.ts';
import type { PORT_NAMES } from '../../deploy/embedded/servers/context.ts';
import { serviceEnvironment } from '../support/credentials.ts';
import { launchExtraService } from '../support/extra-service.ts';
import { dataDir } from '../support/running-product.ts';
import { TcpProxy } from './tcp-proxy.ts';

/** Sends a signal; false when the process is gone. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch {
    return false;
  }
}

/** The servers that an extra service reaches through a proxy, beside Kafka. */
const PROXIED = ['POSTGRES_URL', 'CLICKHOUSE_URL', 'REGISTRY_URL', 'S3_ENDPOINT'];

/**
 * Further writers and aggregators, as a cluster that scales out has them; proxies stand before the servers they use.
 */
export class ExtraServices {
  readonly #running: { name: string; child: Child }[] = [];
  readonly #proxies = new Map<number, TcpProxy>();
  #frozen: Child | undefined;

  get size(): number {
    return this.#running.length;
  }

  async join(name: 'transcript-writer' | 'aggregator'): Promise<void> {
    const child = await launchExtraService(name, await this.#proxied(serviceEnvironment(name)));
    this.#running.push({ name, child });
  }

  /** The one that has been there longest ends; tells which. */
  leave(how: NodeJS.Signals): string {
    const oldest = this.#running.shift();
    if (oldest !== undefined && !oldest.child.hasExited()) signal(oldest.child.pid, how);
    return oldest?.name ?? 'nobody';
  }

  /**
   * One that is never woken again: it keeps its connections, its locks and its place in the group. Of two at most one
   * is frozen: the earlier one is ended, as whoever looks after the hosts does at last.
   */
  freeze(): string {
    if (this.#frozen !== undefined && !this.#frozen.hasExited()) signal(this.#frozen.pid, 'SIGKILL');
    const oldest = this.#running.shift();
    this.#frozen = oldest?.child;
    if (oldest !== undefined && !oldest.child.hasExited()) signal(oldest.child.pid, 'SIGSTOP');
    return oldest?.name ?? 'nobody';
  }

  /** From now on nothing comes through any proxy, and no connection ends; tells how many there were. */
  darken(): number {
    return [...this.#proxies.values()].reduce((sum, proxy) => sum + proxy.darken(), 0);
  }

  /** Ends what is dark; connections made from now on work. */
  lighten(): void {
    for (const proxy of this.#proxies.values()) proxy.lighten();
  }

  /** Cuts every connection through a proxy; tells how many there were. */
  cutConnections(): number {
    return [...this.#proxies.values()].reduce((sum, proxy) => sum + proxy.cut(), 0);
  }

  /** Holds up all that goes through a proxy by so many milliseconds a piece; 0 ends it. */
  delayConnections(ms: number): void {
    for (const proxy of this.#proxies.values()) proxy.delay(ms);
  }

  async #proxied(environment: Readonly<Record<string, string>>): Promise<Record<string, string>> {
    const proxied = { ...environment };
    for (const name of PROXIED) {
      const value = environment[name];
      if (value === undefined) continue;
      const url = new URL(value);
      url.port = String(await this.#proxyTo(Number(url.port)));
      proxied[name] = url.href;
    }
    // The broker sends its clients on to the address it was started with, which the proxy must have.
    const ports = await readJson<Record<(typeof PORT_NAMES)[number], number>>(join(dataDir(), 'ports.json'));
    if (ports === undefined) throw new Error('The product has no ports.json');
    proxied['KAFKA_BROKERS'] =
      `127.0.0.1:${await this.#proxyTo(ports['kafka-proxied'], ports['kafka-proxy'])}`;
    return proxied;
  }

  /** The port of the proxy before the server at `target`, which is started when it is first needed. */
  async #proxyTo(target: number, port?: number): Promise<number> {
    const proxy = this.#proxies.get(target) ?? (await TcpProxy.to(target, port));
    this.#proxies.set(target, proxy);
    return proxy.port;
  }

  async end(): Promise<void> {
    for (const proxy of this.#proxies.values()) await proxy.close();
    if (this.#frozen !== undefined) await stop(this.#frozen, 'SIGKILL', 1_000);
    for (const { child } of this.#running) await stop(child, 'SIGKILL', 1_000);
  }
}
