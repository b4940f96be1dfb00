import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { OwnProduct } from '../support/own-product.ts';
import { stopSignal, until } from '../support/stop-signal.ts';
import { stillRetried } from './aftermath.ts';
import type { Attack } from './attack.ts';
import type { AttackOutcome } from './attacker.ts';
import { ATTACKS } from './attacks/index.ts';
import { peaks, resetPeaks } from './memory.ts';
import { MIN_SAMPLES, problemsOf, type Result, tableOf } from './table.ts';
import { pause, Target } from './target.ts';
import { type Work, work } from './work.ts';

/**
 * `npm run test:hostile [-- --only <attack>,<attack>] [--samples N]`: starts the product on a folder of its own,
 * measures how long a tenant waits that only works, and then again beside each attack of another tenant. Prints a
 * table, and exits with 1 when the tenant waits three times as long, a service takes more memory than Kubernetes gives
 * it, anybody is answered 5xx, what must be refused is not, or something is still being tried afterwards.
 */
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    samples: { type: 'string', default: String(MIN_SAMPLES) },
  },
});

/** The first imports of a process take twice as long as the ones after. */
const WARM_UP_SAMPLES = 15;

/** An attack under which the tenant does not get its samples in this time has starved it, whatever the p95 would be. */
const WORK_WITHIN_MS = 300_000;

/** How long an attacker may take to end what it has in hand. */
const ATTACKER_STOPS_WITHIN_MS = 330_000;

/** An attack, the work beside it, and what is left of both afterwards. */
async function runAttack(
  attack: Attack,
  product: OwnProduct,
  samples: number,
): Promise<Omit<Result, 'alone'>> {
  const target = new Target(product.dataDir);
  resetPeaks(target);
  const { done, outcome } = await besides(attack, target, samples);
  const retried = await stillRetried(target, product);
  const statuses = [...outcome.statuses, ...target.statuses];
  const serverErrors = statuses.reduce((sum, [status, count]) => sum + (status >= 500 ? count : 0), 0);
  return { attack: attack.name, work: done, outcome, memory: peaks(target), serverErrors, retried };
}

async function besides(
  attack: Attack,
  target: Target,
  samples: number,
): Promise<{ done: Work; outcome: AttackOutcome }> {
  const attacker = fork('test/hostile/attacker.ts', [attack.name, target.dataDir]);
  const told = once(attacker, 'message').then(([message]) => message as AttackOutcome);
  const ended = once(attacker, 'exit').then(([code]): never => {
    throw new Error(`The attacker of ${attack.name} ended by itself with ${code}`);
  });
  const late = new AbortController();
  try {
    const done = await Promise.race([work(target, samples, WORK_WITHIN_MS), ended]);
    attacker.send('stop');
    const timeout = pause(ATTACKER_STOPS_WITHIN_MS, late.signal).then((): never => {
      throw new Error(`The attacker of ${attack.name} did not end`);
    });
    return { done, outcome: await Promise.race([told, ended, timeout]) };
  } finally {
    late.abort();
    attacker.kill('SIGKILL');
  }
}

/** @returns whether the product stood all of it */
async function runAll(product: OwnProduct, attacks: readonly Attack[], samples: number): Promise<boolean> {
  const target = new Target(product.dataDir);
  for (const attack of attacks) await attack.prepare?.(target, product);
  await work(target, WARM_UP_SAMPLES, WORK_WITHIN_MS);
  const results: Result[] = [];
  for (const attack of attacks) {
    console.log(`${attack.name}: ${attack.does}`);
    // Each time anew: what else the machine does changes from one attack to the next.
    const alone = await work(target, samples, WORK_WITHIN_MS);
    if (alone.failures.length > 0)
      throw new Error(`The tenant cannot even work alone: ${alone.failures.join('; ')}`);
    results.push({ ...(await runAttack(attack, product, samples)), alone: alone.timings });
    for (const problem of problemsOf(results.slice(-1))) console.log(`  ${problem}`);
  }
  const problems = problemsOf(results);
  console.log(`\n${tableOf(results)}\n`);
  console.log(problems.length === 0 ? 'The product stood all of it.' : `Problems:\n${problems.join('\n')}`);
  return problems.length === 0;
}

function chosenAttacks(): readonly Attack[] {
  const names = values.only?.split(',');
  const unknown = names?.filter((name) => !ATTACKS.some((attack) => attack.name === name)) ?? [];
  if (unknown.length > 0) {
    const known = ATTACKS.map(({ name }) => name).join(', ');
    throw new Error(`There is no attack ${unknown.join(', ')}; choose of ${known}`);
  }
  return ATTACKS.filter(({ name }) => names?.includes(name) ?? true);
}

const attacks = chosenAttacks();
const stopping = stopSignal();
const dataDir = await mkdtemp(join(tmpdir(), 'training-history-hostile-'));
const product = await OwnProduct.in(dataDir);
try {
  await until(stopping, product.start());
  const stood = await until(stopping, runAll(product, attacks, Number(values.samples)));
  process.exitCode = stood ? 0 : 1;
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await product.stop();
  await rm(dataDir, { recursive: true, force: true });
}
// A tenant that waits for its import would wait on.
process.exit();
