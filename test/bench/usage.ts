import { readdirSync, readFileSync } from 'node:fs';
import type { Figures } from './figures.ts';
import type { Stack } from './stack.ts';

/** Linux counts processor time in hundredths of a second (sysconf(_SC_CLK_TCK)). */
const TICKS_PER_SECOND = 100;

/** Processor seconds used so far by a process and those it started (PostgreSQL makes one for each connection). */
export function cpuSeconds(pid: number): number {
  return [pid, ...childrenOf(pid)].reduce((sum, one) => sum + ownCpuSeconds(one), 0);
}

/** The processor time of a row in each server and service while `work` runs. */
export async function measured<Result>(
  stack: Stack,
  rows: number,
  work: () => Promise<Result>,
): Promise<{ result: Result; cpu: Figures }> {
  const pids = [...stack.pids()];
  const before = new Map(pids.map(([name, pid]) => [name, cpuSeconds(pid)]));
  const result = await work();
  const cpu = Object.fromEntries(
    pids.map(([name, pid]) => [
      `CPU µs a row ${name}`,
      ((cpuSeconds(pid) - (before.get(name) ?? 0)) * 1e6) / rows,
    ]),
  );
  return { result, cpu };
}

/** The most memory a process has held at once, in MB. */
export function peakMegabytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1_024;
}

function ownCpuSeconds(pid: number): number {
  try {
    // The name in parentheses may hold anything; fields 14 to 17 after it are its own and its ended children's ticks.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / TICKS_PER_SECOND;
  } catch {
    return 0;
  }
}

function childrenOf(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) => {
    const text = readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim();
    return text === '' ? [] : text.split(' ').map(Number);
  });
  return children.flatMap((child) => [child, ...childrenOf(child)]);
}
