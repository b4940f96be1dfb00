import { parseArgs } from 'node:util';
import { createPool } from '#shared/postgres/pool.ts';
import { setTenant } from '#shared/tenants/tenants.ts';
import { readEndpoints } from './config.ts';
import { runCommand, UsageError } from './run-command.ts';

const USAGE =
  'npm run tenant:set -- <slug> [--max-file-mb <n>] [--file-retention-days <n>] [--tier standard|premium]';

const TIERS = ['standard', 'premium'] as const;
const MB = 1024 * 1024;
/** S3 takes 10,000 parts of 5 MiB; a larger file could not be stored. */
const MAX_MB = 48_000;
/** A thousand years. */
const MAX_DAYS = 365_000;

await runCommand(USAGE, async () => {
  const { values, positionals } = parseArgs({
    options: {
      'max-file-mb': { type: 'string' },
      'file-retention-days': { type: 'string' },
      tier: { type: 'string' },
    },
    allowPositionals: true,
  });
  const [slug, ...more] = positionals;
  if (slug === undefined || more.length > 0) throw new UsageError('Name one tenant.');
  const megabytes = readNumber(values, 'max-file-mb', MAX_MB);
  const days = readNumber(values, 'file-retention-days', MAX_DAYS);
  const tier = TIERS.find((one) => one === values.tier);
  if (values.tier !== undefined && tier === undefined)
    throw new UsageError(`--tier must be ${TIERS.join(' or ')}.`);
  if (days !== undefined && !Number.isInteger(days))
    throw new UsageError('--file-retention-days must be a whole number.');
  if (megabytes === undefined && days === undefined && tier === undefined)
    throw new UsageError('Say what to set.');
  const { postgres } = await readEndpoints();
  const pool = createPool(postgres.url, {
    applicationName: 'tenant-set',
    max: 1,
    onError: console.error,
    answerWithinMs: Number.POSITIVE_INFINITY,
  });
  try {
    await setTenant(pool, slug, {
      maxFileBytes: megabytes === undefined ? undefined : Math.max(1, Math.floor(megabytes * MB)),
      fileRetentionDays: days,
      tier,
    });
  } finally {
    await pool.end();
  }
  if (megabytes !== undefined) console.log(`Files of ${slug} may have up to ${megabytes} MB.`);
  if (days !== undefined) console.log(`Files of ${slug} are kept for ${days} days after their import.`);
  if (tier !== undefined) console.log(`The tier of ${slug} is ${tier}.`);
  return 0;
});

function readNumber(
  values: Readonly<Record<string, string | undefined>>,
  name: string,
  max: number,
): number | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!(value > 0 && value <= max)) throw new UsageError(`--${name} must be a number above 0, up to ${max}.`);
  return value;
}
