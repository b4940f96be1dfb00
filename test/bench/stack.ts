import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NODE_ARGUMENTS, NODE_ENVIRONMENT } from '../../deploy/embedded/node-program.ts';
import type { Endpoints } from '../support/product.ts';
import { until } from '../support/stop-signal.ts';

export const SERVICES = ['ingest', 'transcript-writer', 'aggregator', 'portal'] as const;
export type ServiceName = (typeof SERVICES)[number];

/** Far above what starting takes; a stack that is not up by then hangs. */
const START_DEADLINE_MS = 180_000;

/** The embedded servers with services that the bench starts and stops one by one, on a folder of its own. */
export class Stack {
  readonly dataDir: string;
  readonly endpoints: Endpoints;
  readonly #servers: ChildProcess;
  readonly #environments: Record<ServiceName, Record<string, string>>;
  readonly #stopping: AbortSignal;
  readonly #services = new Map<ServiceName, ChildProcess>();

  private constructor(
    dataDir: string,
    servers: ChildProcess,
    endpoints: Endpoints,
    environments: Record<ServiceName, Record<string, string>>,
    stopping: AbortSignal,
  ) {
    this.dataDir = dataDir;
    this.#servers = servers;
    this.endpoints = endpoints;
    this.#environments = environments;
    this.#stopping = stopping;
  }

  /** @param stopping breaks off a start; afterwards nothing is started any more, and `stop` is the caller's to call */
  static async start(port: number, stopping: AbortSignal): Promise<Stack> {
    const dataDir = await mkdtemp(join(tmpdir(), 'training-history-bench-'));
    const servers = spawn(process.execPath, ['deploy/embedded/main.ts', '--servers-only'], {
      env: { ...process.env, DATA_DIR: dataDir, PORT: String(port) },
      stdio: ['ignore', 'pipe', 'inherit'],
      // Not for a Ctrl-C in the terminal: the services end before what they need.
      detached: true,
    });
    try {
      await until(stopping, ready(servers));
      const read = async (name: string) => JSON.parse(await readFile(join(dataDir, name), 'utf8'));
      return new Stack(dataDir, servers, await read('endpoints.json'), await read('services.json'), stopping);
    } catch (error) {
      await end(servers);
      await rm(dataDir, { recursive: true, force: true });
      throw error;
    }
  }

  /** Starts services and returns when they are ready. */
  async run(names: readonly ServiceName[], extra: Readonly<Record<string, string>> = {}): Promise<void> {
    for (const name of names) {
      await using log = await open(join(this.dataDir, 'logs', `${name}.log`), 'a');
      this.#stopping.throwIfAborted();
      const child = spawn(process.execPath, [...NODE_ARGUMENTS, `services/${name}/main.ts`], {
        env: { ...process.env, ...NODE_ENVIRONMENT, ...this.#environments[name], ...extra },
        stdio: ['ignore', log.fd, log.fd],
      });
      this.#services.set(name, child);
    }
    await Promise.all(names.map((name) => this.#ready(name)));
  }

  async halt(names: readonly ServiceName[] = SERVICES): Promise<void> {
    await Promise.all(
      names.map(async (name) => {
        const child = this.#services.get(name);
        this.#services.delete(name);
        if (child !== undefined) await end(child);
      }),
    );
  }

  async stop(): Promise<void> {
    await this.halt();
    await end(this.#servers);
    await rm(this.dataDir, { recursive: true, force: true });
  }

  /** Process ids by part: the services that run now, and the servers with the processes they have made. */
  pids(): ReadonlyMap<string, number> {
    const servers = Object.entries(this.endpoints.pids).flatMap(([name, pids]) =>
      pids[0] === undefined ? [] : [[name, pids[0]] as const],
    );
    const services = [...this.#services].flatMap(([name, { pid }]) =>
      pid === undefined ? [] : [[name, pid] as const],
    );
    return new Map([...servers, ...services]);
  }

  async #ready(name: ServiceName): Promise<void> {
    const url = `http://127.0.0.1:${this.#environments[name]['PORT']}/readyz`;
    const end = Date.now() + START_DEADLINE_MS;
    while (
      !(await fetch(url).then(
        (response) => response.ok,
        () => false,
      ))
    ) {
      if (Date.now() > end) throw new Error(`${name} was not ready in time`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

function ready(servers: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The servers were not up in time')), START_DEADLINE_MS);
    let output = '';
    servers.stdout?.on('data', (chunk) => {
      output += chunk;
      if (!output.includes('Ready: ')) return;
      clearTimeout(timer);
      resolve();
    });
    servers.once('exit', (code) => reject(new Error(`The servers ended with ${code}:\n${output}`)));
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}
