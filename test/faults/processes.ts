import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { serviceEnvironment } from '../support/credentials.ts';
import { freePort } from '../support/free-port.ts';
import { endpoints, eventually } from '../support/product.ts';

/** A part is promised to be back within 10 s; this much later nobody brings it back. */
const BACK_WITHIN_MS = 60_000;

/** The process of a part; waits for one that is just being started again. */
export async function pidOf(part: string): Promise<number> {
  const pid = await eventually(
    async () => endpoints().pids[part]?.[0],
    (found) => found !== undefined,
    BACK_WITHIN_MS,
  );
  return pid ?? 0;
}

/** Sends a signal; false when the process is gone. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch {
    return false;
  }
}

/** Further writers and aggregators, as a cluster that scales out has them. */
export class ExtraServices {
  readonly #running: { name: string; child: ChildProcess }[] = [];

  get size(): number {
    return this.#running.length;
  }

  async join(name: 'transcript-writer' | 'aggregator'): Promise<void> {
    const log = openSync(join(inject('dataDir'), 'logs', `extra-${name}.log`), 'a');
    const child = spawn(process.execPath, [`services/${name}/main.ts`], {
      env: { ...serviceEnvironment(name), PATH: process.env['PATH'], PORT: String(await freePort()) },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.#running.push({ name, child });
  }

  /** The one that has been there longest ends; tells which. */
  leave(how: NodeJS.Signals): string {
    const oldest = this.#running.shift();
    oldest?.child.kill(how);
    return oldest?.name ?? 'nobody';
  }

  async end(): Promise<void> {
    for (const { child } of this.#running) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGKILL');
      await ended;
    }
  }
}
