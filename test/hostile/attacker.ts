import { setPriority } from 'node:os';
import { ATTACKS } from './attacks/index.ts';
import { Target } from './target.ts';

/** What an attacker tells at its end. */
export interface AttackOutcome {
  readonly statuses: readonly (readonly [status: number, count: number])[];
  /** What must not have happened, each once. */
  readonly problems: readonly string[];
}

/**
 * How far the attacker gives way to everyone else on the machine's two cores. It stands for machines of others: what it
 * computes itself is no load of the product's, and is not to be measured as such.
 */
const NICE = 10;

/** Problems told in full; of the same kind there may be thousands. */
const MAX_PROBLEMS = 20;

/** Runs one attack in a process of its own until it is told to stop: `attacker.ts <attack> <data folder>`. */
async function attack(name: string, dataDir: string): Promise<AttackOutcome> {
  const found = ATTACKS.find((one) => one.name === name);
  if (found === undefined) throw new Error(`There is no attack ${name}`);
  const target = new Target(dataDir);
  const stopping = new AbortController();
  process.once('message', () => stopping.abort());
  // Whoever started us has gone: nobody will tell us to stop.
  process.once('disconnect', () => process.exit(1));
  const problems = new Set<string>();
  await found.run(target, stopping.signal, (problem) => {
    if (problems.size < MAX_PROBLEMS) problems.add(problem);
  });
  return { statuses: [...target.statuses], problems: [...problems] };
}

setPriority(NICE);
const [, , name = '', dataDir = ''] = process.argv;
const outcome = await attack(name, dataDir);
process.send?.(outcome, () => process.exit(0));
