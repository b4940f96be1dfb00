import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';

/**
 * `npm run test:faults [-- --seed N] [--seeds M] [--minutes T]`: breaks the running product at random for at least T
 * minutes and 40 faults, and compares what came of it with the oracle; with `--seeds`, again with the M - 1 seeds that
 * follow. `--what operations` does what operators do to a cluster, and what the runbook says to do after it; `--what
 * restored` restores PostgreSQL to an earlier moment, `--what cut-logs` Kafka; `--what changed-logs` and `--what
 * resumed-partitions` change logs and positions and have a person put them right. `--what fairness`, `--what leaks` and
 * `--what amplification` measure those instead.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '1' },
    what: { type: 'string', default: 'faults' },
    minutes: { type: 'string', default: '4' },
  },
});

let vitest: ChildProcess | undefined;
let isStopping = false;
// Passed on, so that the servers end too (test/support/start-product.ts), and waited for.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    isStopping = true;
    vitest?.kill(signal);
  });
}

for (let seed = Number(values.seed); seed < Number(values.seed) + Number(values.seeds); seed += 1) {
  vitest = spawn(
    process.execPath,
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      `test/faults/${values.what}.test.ts`,
      '--project',
      'faults',
      '--disable-console-intercept',
    ],
    {
      stdio: 'inherit',
      env: { ...process.env, FAULTS_SEED: String(seed), FAULTS_MINUTES: values.minutes },
    },
  );
  const [code] = await once(vitest, 'exit');
  if (code === 0 && !isStopping) continue;
  if (!isStopping)
    console.error(
      `Found with: npm run test:faults -- --what ${values.what} --seed ${seed} --minutes ${values.minutes}`,
    );
  process.exitCode = 1;
  break;
}
