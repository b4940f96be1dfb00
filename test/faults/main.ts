import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

/**
 * `npm run test:faults [-- --seed N] [--seeds M] [--minutes T]`: breaks the running product at random for at least T
 * minutes and 40 faults, and compares what came of it with the oracle; with `--seeds`, again with the M - 1 seeds that
 * follow. `--what fairness` and `--what leaks` measure those instead.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '1' },
    what: { type: 'string', default: 'faults' },
    minutes: { type: 'string', default: '4' },
  },
});

for (let seed = Number(values.seed); seed < Number(values.seed) + Number(values.seeds); seed += 1) {
  const { status } = spawnSync(
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
  if (status !== 0) {
    console.error(`Found with: npm run test:faults -- --seed ${seed} --minutes ${values.minutes}`);
    process.exitCode = 1;
    break;
  }
}
