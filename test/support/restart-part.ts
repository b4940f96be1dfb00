import { endpoints, eventually } from './product.ts';

/** The process of a part that runs. */
export function pidOf(part: string): number {
  const [pid] = endpoints().pids[part] ?? [];
  if (pid === undefined) throw new Error(`${part} does not run`);
  return pid;
}

/** Waits until a part that was killed runs again. */
export async function untilRestarted(part: string, formerPid: number): Promise<void> {
  await eventually(
    async () => endpoints().pids[part] ?? [],
    (pids) => pids.length === 1 && pids[0] !== formerPid,
  );
}

export async function killAndRestart(part: string): Promise<void> {
  const pid = pidOf(part);
  process.kill(pid, 'SIGKILL');
  await untilRestarted(part, pid);
}
