import { readFileSync } from 'node:fs';
import { eventually } from '../support/product.ts';
import { signal } from './processes.ts';

/** What a process still needs right after a full collection. */
export interface Live {
  /** Objects, and buffers outside of the heap. */
  readonly bytes: number;
  /** Sockets, timers and calls under way. */
  readonly resources: number;
}

const COUNT = `(() => {
  const { heapUsed, external } = process.memoryUsage();
  return { bytes: heapUsed + external, resources: process.getActiveResourcesInfo().length };
})()`;

/** Looks into a Node process through its inspector; asks one question at a time. */
export class Inspector {
  readonly #socket: WebSocket;
  #questions = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  /** Has a process open its inspector, on a port of its own (start-product.ts), which it says in its log. */
  static async of(pid: number, logFile: string): Promise<Inspector> {
    signal(pid, 'SIGUSR1');
    const address = await eventually(
      async () => /^Debugger listening on (ws:\S+)$/m.exec(readFileSync(logFile, 'utf8'))?.[1],
      (found) => found !== undefined,
    );
    const socket = new WebSocket(address ?? '');
    await next(socket, 'open');
    return new Inspector(socket);
  }

  /** Makes it collect its garbage and counts what is left: there a leak shows, in a growing heap it hides. */
  async live(): Promise<Live> {
    // What finalizers let go of goes with the second.
    for (let times = 0; times < 2; times += 1) await this.#send('HeapProfiler.collectGarbage');
    const options = { expression: COUNT, returnByValue: true };
    return (await this.#send<{ result: { value: Live } }>('Runtime.evaluate', options)).result.value;
  }

  close(): void {
    this.#socket.close();
  }

  async #send<Result>(method: string, params: object = {}): Promise<Result> {
    this.#questions += 1;
    const answer = next(this.#socket, 'message');
    this.#socket.send(JSON.stringify({ id: this.#questions, method, params }));
    const { result, error } = JSON.parse(String(((await answer) as MessageEvent).data)) as {
      result: Result;
      error?: unknown;
    };
    if (error !== undefined) throw new Error(`${method}: ${JSON.stringify(error)}`);
    return result;
  }
}

function next(socket: WebSocket, name: 'open' | 'message'): Promise<Event> {
  const settled = new AbortController();
  const { signal: until } = settled;
  return new Promise<Event>((resolve, reject) => {
    socket.addEventListener(name, resolve, { signal: until });
    socket.addEventListener('close', () => reject(new Error('The inspector went away')), { signal: until });
  }).finally(() => settled.abort());
}
