import { join } from 'node:path';
import { readJson, writeJson } from '#shared/runtime/json-file.ts';
import { sendSignal, startTimeOf, waitUntil } from './process.ts';

type Recorded = { name: string; pid: number; startTime: string; stopSignal: NodeJS.Signals };

/** A server that gets a signal when its parent dies has this long to end before it is killed. */
const LEFTOVER_GRACE_MS = 8_000;
/** A killed process ends at once; longer means it hangs in the kernel, and its data folder with it. */
const KILL_WITHIN_MS = 5_000;

/**
 * The processes that were started for a data folder, kept in a file: if we are killed, the next start finds
 * what is still running there and ends it before it opens the same folders again.
 */
export class ProcessRecord {
  readonly #file: string;
  readonly #running = new Map<string, Recorded>();
  #writing: Promise<void> = Promise.resolve();

  constructor(dataDir: string) {
    this.#file = join(dataDir, 'processes.json');
  }

  /** Ends what an earlier run left behind. */
  async stopLeftovers(log: (line: string) => void): Promise<void> {
    const recorded = (await readJson<Recorded[]>(this.#file)) ?? [];
    const left = recorded.filter(isRunning);
    if (left.length === 0) return;
    log(`ending what an earlier run left behind: ${left.map((one) => one.name).join(', ')}`);
    await Promise.all(left.map(end));
    await writeJson(this.#file, []);
  }

  /** Notes the process that now runs under this name. */
  async add(name: string, pid: number, stopSignal: NodeJS.Signals): Promise<void> {
    const startTime = startTimeOf(pid);
    if (startTime === undefined) return;
    this.#running.set(name, { name, pid, startTime, stopSignal });
    await this.#write();
  }

  async remove(name: string): Promise<void> {
    this.#running.delete(name);
    await this.#write();
  }

  /** One write after the other: of two at once the older content could be renamed last. */
  async #write(): Promise<void> {
    this.#writing = this.#writing.then(() => writeJson(this.#file, [...this.#running.values()]));
    await this.#writing;
  }
}

function isRunning(one: Recorded): boolean {
  return startTimeOf(one.pid) === one.startTime;
}

async function end(one: Recorded): Promise<void> {
  const gone = async (): Promise<boolean> => !isRunning(one);
  sendSignal(one.pid, one.stopSignal);
  await waitUntil(`the end of ${one.name}`, gone, LEFTOVER_GRACE_MS).catch(() =>
    sendSignal(one.pid, 'SIGKILL'),
  );
  await waitUntil(`the end of ${one.name} (process ${one.pid})`, gone, KILL_WITHIN_MS);
}
