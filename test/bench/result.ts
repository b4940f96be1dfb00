import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { type Figures, median, overRuns } from './figures.ts';

/** What the bench was asked to measure. */
export interface Measured {
  /** Rows of each file that is imported. */
  readonly rows: number;
  readonly runs: number;
  /** Records in ClickHouse while reports are timed. */
  readonly transcripts: number;
  /** Rows of the one larger import whose time a row is compared with a small one's, where there was one. */
  readonly largest?: number;
}

/** What `npm run bench -- --out <file>` writes. Each figure's unit stands in its name. */
export interface BenchResult {
  /** The state of the code as git names it, with `-dirty` when files differed from the commit, or `unknown`. */
  readonly commit: string;
  readonly date: string;
  readonly machine: string;
  readonly measured: Measured;
  readonly medians: Figures;
  readonly lowest: Figures;
  readonly highest: Figures;
  /** What a reader of the figures must know about where they come from. */
  readonly remark?: string;
}

/** The result of runs that have just ended, on this machine and of the code in this folder. */
export function resultOf(runs: readonly Figures[], measured: Measured): BenchResult {
  const [cpu] = cpus();
  return {
    commit: currentCommit(),
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus().length} × ${cpu?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    measured,
    medians: overRuns(runs, median),
    lowest: overRuns(runs, (values) => Math.min(...values)),
    highest: overRuns(runs, (values) => Math.max(...values)),
  };
}

/** Figures must not be lost at the end of a long run because the code lies in a folder that git does not know. */
function currentCommit(): string {
  try {
    const git = ['describe', '--always', '--dirty'];
    return execFileSync('git', git, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return 'unknown';
  }
}

/** @param path a file written by {@link writeResult} */
export async function readResult(path: string): Promise<BenchResult> {
  return JSON.parse(await readFile(path, 'utf8')) as BenchResult;
}

export async function writeResult(path: string, result: BenchResult): Promise<void> {
  await writeFile(path, `${JSON.stringify(result, null, 2)}\n`);
}
