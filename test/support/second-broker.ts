import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Child, launch } from '../../deploy/embedded/process.ts';
import { freePort } from './free-port.ts';
import { eventually } from './product.ts';
import { pidOf } from './restart-part.ts';
import { dataDir } from './running-product.ts';
import { takesConnections } from './takes-connections.ts';

/** The product's own broker has 1. */
export const SECOND_BROKER = 2;

/**
 * A further broker of the product's cluster, which can be killed for good: partitions that only it has lose their
 * leader.
 */
export class SecondBroker {
  readonly #folder: string;
  readonly #properties: string;
  readonly #port: number;
  #child: Child | undefined;

  private constructor(folder: string, properties: string, port: number) {
    this.#folder = folder;
    this.#properties = properties;
    this.#port = port;
  }

  /** Made as the product's own broker is, with its settings but for the number and where it listens and stores. */
  static async make(clusterId: string): Promise<SecondBroker> {
    const folder = await mkdtemp(join(tmpdir(), 'second-broker-'));
    const own = await readFile(join(dataDir(), 'kafka', 'server.properties'), 'utf8');
    const port = await freePort();
    const other: Readonly<Record<string, string>> = {
      'node.id': String(SECOND_BROKER),
      'process.roles': 'broker',
      'log.dirs': join(folder, 'data'),
      listeners: `CLIENTS://127.0.0.1:${port}`,
    };
    const lines = own.split('\n').filter((line) => {
      const [name = ''] = line.split('=');
      return !(name.trim() in other) && name.trim() !== 'advertised.listeners';
    });
    const properties = join(folder, 'server.properties');
    const text = [...lines, ...Object.entries(other).map(([name, value]) => `${name}=${value}`), ''];
    await writeFile(properties, text.join('\n'), { mode: 0o600 });
    const broker = new SecondBroker(folder, properties, port);
    const format = ['kafka.tools.StorageTool', 'format', '--config', properties, '--cluster-id', clusterId];
    const how = await (await broker.#launch(format)).exited;
    if (how !== 'exit 0') throw new Error(`The second broker’s folder cannot be made: ${how}`);
    return broker;
  }

  /** Starts it and waits until it takes connections: the cluster may name it before. */
  async start(): Promise<void> {
    const child = await this.#launch(['kafka.Kafka', this.#properties]);
    this.#child = child;
    await eventually(
      async () => child.hasExited() || (await takesConnections(this.#port)),
      (isDecided) => isDecided,
    );
    if (!child.hasExited()) return;
    throw new Error(`The second broker ended:\n${await readFile(join(this.#folder, 'broker.log'), 'utf8')}`);
  }

  async kill(): Promise<void> {
    if (this.#child === undefined || this.#child.hasExited()) return;
    process.kill(this.#child.pid, 'SIGKILL');
    await this.#child.exited;
  }

  async remove(): Promise<void> {
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Runs a program as the product runs Kafka. */
  async #launch(program: readonly string[]): Promise<Child> {
    const commandLine = await readFile(`/proc/${pidOf('kafka')}/cmdline`, 'utf8');
    const [file = 'java', ...all] = commandLine.split('\0');
    const own = all.slice(0, all.indexOf('kafka.Kafka'));
    const args = own.map((argument) =>
      argument.startsWith('-Dlms.log.file=')
        ? `-Dlms.log.file=${join(this.#folder, 'server.log')}`
        : argument,
    );
    const env = { PATH: process.env['PATH'] };
    return launch(
      { file, args: [...args, ...program], env, logFile: join(this.#folder, 'broker.log') },
      'SIGKILL',
    );
  }
}
