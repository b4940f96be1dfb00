import type { AttackOutcome } from './attacker.ts';
import { memoryLimit, SERVICES } from './memory.ts';
import { OPERATIONS, p95, type Timings, type Work } from './work.ts';

/** What one attack did to the product and to the tenant beside it. */
export interface Result {
  readonly attack: string;
  /** The tenant's work just before the attack. */
  readonly alone: Timings;
  /** Its work beside the attack. */
  readonly work: Work;
  readonly outcome: AttackOutcome;
  readonly memory: ReadonlyMap<string, number>;
  readonly serverErrors: number;
  readonly retried: readonly string[];
}

/** How much longer than alone the second tenant may wait. */
const MAX_RATIO = 3;

/**
 * What counts as alone where less was measured. Pages take 5 ms alone; on two cores that it shares with everything
 * else, a process that only waits for its turn on the processor takes ten times that now and then, attack or not, and
 * nobody notices.
 */
const FLOOR_MS = 50;

/** Fewer would make of the p95 the second slowest of a handful. */
export const MIN_SAMPLES = 40;

/** What is wrong with results, in words; nothing when the product stood it all. */
export function problemsOf(results: readonly Result[]): string[] {
  return results.flatMap((result) => problemsOfOne(result));
}

function problemsOfOne(result: Result): string[] {
  const { attack, alone, work, outcome, memory, serverErrors, retried } = result;
  const problems = [...outcome.problems, ...work.failures, ...retried];
  if (serverErrors > 0) problems.push(`${serverErrors} answers of 5xx`);
  for (const operation of OPERATIONS) {
    const samples = work.timings[operation];
    const allowed = MAX_RATIO * Math.max(FLOOR_MS, p95(alone[operation]));
    if (samples.length < MIN_SAMPLES) problems.push(`${operation} was done ${samples.length} times only`);
    if (p95(samples) > allowed)
      problems.push(`${operation} took ${ms(p95(samples))} at p95, more than ${ms(allowed)}`);
  }
  for (const service of SERVICES) {
    const [held, limit] = [memory.get(service), memoryLimit(service)];
    if (held === undefined) problems.push(`${service} ended`);
    else if (held > limit) problems.push(`${service} held ${held} MiB of ${limit}`);
  }
  return problems.map((problem) => `${attack}: ${problem}`);
}

/** The results as a table of Markdown. */
export function tableOf(results: readonly Result[]): string {
  const header = [
    'attack',
    ...OPERATIONS.map((operation) => `${operation}: alone → beside (ratio)`),
    ...SERVICES.map((service) => `${service} MiB of ${memoryLimit(service)}`),
    '5xx',
    'still retried',
    "attacker's answers",
  ];
  const rows = results.map(({ attack, alone, work, memory, serverErrors, retried, outcome }) => [
    attack,
    ...OPERATIONS.map((operation) => {
      const [before, beside] = [p95(alone[operation]), p95(work.timings[operation])];
      return `${ms(before)} → ${ms(beside)} (${(beside / Math.max(FLOOR_MS, before)).toFixed(1)})`;
    }),
    ...SERVICES.map((service) => String(memory.get(service) ?? 'ended')),
    String(serverErrors),
    String(retried.length),
    outcome.statuses.map(([status, count]) => `${status}: ${count}`).join(', '),
  ]);
  return [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function ms(milliseconds: number): string {
  return `${Math.round(milliseconds)} ms`;
}
