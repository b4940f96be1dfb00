import { performance } from 'node:perf_hooks';
import { type Target, WORKER } from './target.ts';

/** What the second tenant does, over and over, each thing after the other. */
export const OPERATIONS = ['import', 'report', 'status', 'training'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** Milliseconds that each operation took, one number for each time it was done. */
export type Timings = Readonly<Record<Operation, readonly number[]>>;

export interface Work {
  readonly timings: Timings;
  /** What it asked for and did not get. */
  readonly failures: readonly string[];
}

/** Three rows, as an admin corrects them in passing. */
const FILE = [
  'Username,Course Number,Course Name,Course Type,Completion Date',
  'kim.larsen,WORK-1,Safety,OJT,2020-02-01',
  'lee.santos,WORK-1,Safety,OJT,2020-02-02',
  'quinn.baker,WORK-2,Ladders,OJT,2020-02-03',
  '',
].join('\n');

/** An import that takes longer hangs, for the one who waits for it. */
const IMPORT_WITHIN_MS = 120_000;

/**
 * Lets the second tenant work: a small import to its end, a page of a report, the import's status, a person's training.
 *
 * @param samples how often each is done
 * @param deadlineMs when it gives up, with the samples it has by then
 */
export async function work(target: Target, samples: number, deadlineMs: number): Promise<Work> {
  const personId = await anyPerson(target);
  const timings: Record<Operation, number[]> = { import: [], report: [], status: [], training: [] };
  const failures: string[] = [];
  const timed = async (operation: Operation, run: () => Promise<void>): Promise<void> => {
    const began = performance.now();
    try {
      await run();
    } catch (error) {
      failures.push(`${operation}: ${error instanceof Error ? error.message : String(error)}`);
    }
    timings[operation].push(performance.now() - began);
  };
  const end = Date.now() + deadlineMs;
  let importId = '';
  for (let done = 0; done < samples && Date.now() < end; done += 1) {
    await timed('import', async () => {
      const view = await target.importFile(WORKER, FILE, IMPORT_WITHIN_MS);
      importId = view.id;
      if (view.status !== 'Complete' || view.successes !== 3) throw new Error(`ended as ${view.status}`);
    });
    await timed('report', () => read(target, '/api/reports/courses-by-course?course=WORK-1&limit=50'));
    await timed('status', () => read(target, `/api/imports/${importId}`));
    await timed('training', () => read(target, `/api/people/${personId}/training`));
  }
  return { timings, failures };
}

async function read(target: Target, path: string): Promise<void> {
  const { status, text } = await target.call(WORKER, path);
  if (status !== 200) throw new Error(`${status} ${text.slice(0, 100)}`);
}

async function anyPerson(target: Target): Promise<string> {
  const { text } = await target.call(WORKER, '/api/people?search=kim.larsen&limit=1');
  const { items } = JSON.parse(text) as { items: readonly { id: string | number }[] };
  const id = items[0]?.id;
  if (id === undefined) throw new Error(`No person was found: ${text.slice(0, 200)}`);
  return String(id);
}

/** What 95 of 100 took no longer than. */
export function p95(milliseconds: readonly number[]): number {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0;
}
