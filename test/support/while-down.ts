import { sendSignal, startTimeOf, waitUntil } from '../../deploy/embedded/process.ts';
import { endpoints, eventually } from './product.ts';
import { runningProduct } from './running-product.ts';

/** A killed process is gone at once; one that is being traced or dumped takes moments. */
const DOWN_WITHIN_MS = 30_000;
/** A server that recovers what it lost at the end of its files. */
const BACK_WITHIN_MS = 120_000;

/**
 * Kills a server as a power cut would, does something to what it has on disk, and lets it come back. What starts it
 * again is held still meanwhile.
 */
export async function whileDown<Result>(server: string, act: () => Promise<Result>): Promise<Result> {
  const pid = await pidOf(server);
  const supervisor = runningProduct().pid;
  sendSignal(supervisor, 'SIGSTOP');
  try {
    sendSignal(pid, 'SIGKILL');
    await waitUntil(`the end of ${server}`, async () => startTimeOf(pid) === undefined, DOWN_WITHIN_MS);
    return await act();
  } finally {
    sendSignal(supervisor, 'SIGCONT');
    await eventually(
      async () => endpoints().pids[server]?.[0],
      (found) => found !== undefined && found !== pid,
      BACK_WITHIN_MS,
    );
  }
}

/** The process of a part; waits for one that is just being started again. */
export async function pidOf(part: string): Promise<number> {
  const pid = await eventually(
    async () => endpoints().pids[part]?.[0],
    (found) => found !== undefined,
    DOWN_WITHIN_MS,
  );
  return pid ?? 0;
}
