import { open } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { messageOf } from './errors.ts';
import type { ProcessRecord } from './leftovers.ts';
import { type Child, type Command, launch, sendSignal, stop, waitUntil } from './process.ts';

/** One process that is kept running: how it is started, how one sees that it answers, how long things may take. */
export type Part = {
  name: string;
  /** Called for every start, also after a crash: repairs what a killed process left, and returns the command. */
  command(): Promise<Command>;
  /** A real question to the server. False or an error means: not yet. */
  isReady(): Promise<boolean>;
  startWithinMs: number;
  /** Asks the process to end in good order. */
  stopSignal: NodeJS.Signals;
  /** After this the process is killed. */
  stopWithinMs: number;
};

export type SupervisorOptions = {
  log(line: string): void;
  record: ProcessRecord;
  /** Called each time the part answers again under a new process id. */
  onRestart?(name: string): void;
};

/** Waits before the restarts in a row; the last repeats. Together with a start they stay below the promised 10 s. */
const BACKOFF_MS = [0, 250, 500, 1_000, 2_000] as const;
/** A process that lived this long did not fail for what the last one failed for: its restart is the first again. */
const SETTLED_AFTER_MS = 10_000;
/** Enough of a log to hold an error and its stack trace. */
const LOG_TAIL_BYTES = 3_000;

/**
 * Keeps one part running: *starting* until it answers, *running* until its process ends, then *restarting*
 * with growing waits until it answers again; *stopped* for good once `stop` was called.
 */
export class Supervised {
  readonly part: Part;
  readonly #options: SupervisorOptions;
  readonly #stopping = new AbortController();
  #child: Child | undefined;
  #answers = false;
  #logFile: string | undefined;
  #restarting: Promise<void> = Promise.resolve();

  constructor(part: Part, options: SupervisorOptions) {
    this.part = part;
    this.#options = options;
  }

  /** The process that runs now; none while it is being started, also again. */
  get pids(): number[] {
    return this.#answers ? this.#startedPids() : [];
  }

  #startedPids(): number[] {
    return this.#child === undefined || this.#child.hasExited() ? [] : [this.#child.pid];
  }

  /** Starts the part; throws, with the end of its log, when it ends or does not answer in time. */
  async start(): Promise<void> {
    try {
      const child = await this.#launchUntilReady();
      this.#watch(child, Date.now(), 0);
    } catch (error) {
      if (this.#stopping.signal.aborted) throw error;
      throw new Error(`${messageOf(error)}${await logTail(this.#logFile)}`, { cause: error });
    }
  }

  /** Ends the process in good order and starts it no more. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    if (this.#child !== undefined) await stop(this.#child, this.part.stopSignal, this.part.stopWithinMs);
    await this.#restarting;
    await this.#options.record.remove(this.part.name);
  }

  /** Ends the process by force; for a stop that must not wait. */
  kill(): void {
    this.#stopping.abort();
    for (const pid of this.#startedPids()) sendSignal(pid, 'SIGKILL');
  }

  async #launchUntilReady(): Promise<Child> {
    const { part } = this;
    const command = await part.command();
    this.#logFile = command.logFile;
    this.#stopping.signal.throwIfAborted();
    const child = await launch(command, part.stopSignal);
    this.#child = child;
    this.#answers = false;
    await this.#options.record.add(part.name, child.pid, part.stopSignal);
    try {
      await this.#readyOrEnded(child);
      this.#answers = true;
      return child;
    } catch (error) {
      await stop(child, 'SIGKILL', 0);
      throw new Error(`${part.name}: ${messageOf(error)}`, { cause: error });
    }
  }

  async #readyOrEnded(child: Child): Promise<void> {
    const { part } = this;
    const waiting = new AbortController();
    const signal = AbortSignal.any([waiting.signal, this.#stopping.signal]);
    const ended = child.exited.then((how) => {
      throw new Error(`the process ended (${how})`);
    });
    try {
      await Promise.race([waitUntil('its answer', () => part.isReady(), part.startWithinMs, signal), ended]);
    } finally {
      waiting.abort();
    }
  }

  #watch(child: Child, since: number, failures: number): void {
    void child.exited.then((how) => {
      if (this.#stopping.signal.aborted) return;
      this.#options.log(`${this.part.name} ended (${how}); starting it again`);
      const failuresSoFar = Date.now() - since > SETTLED_AFTER_MS ? 0 : failures + 1;
      this.#restarting = this.#restart(failuresSoFar);
    });
  }

  async #restart(failuresSoFar: number): Promise<void> {
    const { signal } = this.#stopping;
    for (let failures = failuresSoFar; !signal.aborted; failures += 1) {
      const wait = BACKOFF_MS[Math.min(failures, BACKOFF_MS.length - 1)] ?? 0;
      try {
        await delay(wait, undefined, { signal });
        const child = await this.#launchUntilReady();
        this.#watch(child, Date.now(), failures);
        this.#options.log(`${this.part.name} is back`);
        this.#options.onRestart?.(this.part.name);
        return;
      } catch (error) {
        if (!signal.aborted) this.#options.log(messageOf(error));
      }
    }
  }
}

/** Starts all at once. The first that fails, or an abort meanwhile, ends the rest, and this rejects. */
export async function startAll(
  supervised: readonly Supervised[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const stopAll = async (): Promise<void> => {
    await Promise.all(supervised.map((one) => one.stop()));
  };
  const onAbort = (): void => void stopAll();
  signal?.throwIfAborted();
  signal?.addEventListener('abort', onAbort);
  try {
    await Promise.all(supervised.map((one) => one.start()));
    signal?.throwIfAborted();
  } catch (error) {
    await stopAll();
    throw error;
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}

async function logTail(file: string | undefined): Promise<string> {
  if (file === undefined) return '';
  await using log = await open(file);
  const { size } = await log.stat();
  const start = Math.max(0, size - LOG_TAIL_BYTES);
  const { buffer, bytesRead } = await log.read(Buffer.alloc(LOG_TAIL_BYTES), 0, LOG_TAIL_BYTES, start);
  const tail = buffer.toString('utf8', 0, bytesRead).trim();
  return tail === '' ? '' : `\n--- the end of ${file}\n${tail}\n---`;
}
