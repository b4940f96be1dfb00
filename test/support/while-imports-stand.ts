import { endpoints } from './product.ts';

/** Holds still what stores records, while `act` does what an import must not end in between. */
export const whileImportsStand = <Value>(act: () => Promise<Value>): Promise<Value> =>
  whileStands('transcript-writer', act);

/** Holds the processes of a part still while `act` runs. */
export async function whileStands<Value>(part: string, act: () => Promise<Value>): Promise<Value> {
  const pids = endpoints().pids[part] ?? [];
  if (pids.length === 0) throw new Error(`No ${part} runs that could be held still`);
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  try {
    return await act();
  } finally {
    for (const pid of pids) process.kill(pid, 'SIGCONT');
  }
}
