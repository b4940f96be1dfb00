import { parseArgs } from 'node:util';
import { createPool } from '#shared/postgres/pool.ts';
import { setMaxFileBytes } from '#shared/tenants/tenants.ts';
import { readEndpoints } from './config.ts';
import { runCommand, UsageError } from './run-command.ts';

const USAGE = 'npm run tenant:set -- <slug> --max-file-mb <n>';

const MB = 1024 * 1024;
/** S3 takes 10,000 parts of 5 MiB; a larger file could not be stored. */
const MAX_MB = 48_000;

await runCommand(USAGE, async () => {
  const { values, positionals } = parseArgs({
    options: { 'max-file-mb': { type: 'string' } },
    allowPositionals: true,
  });
  const [slug, ...more] = positionals;
  const megabytes = Number(values['max-file-mb'] ?? Number.NaN);
  if (slug === undefined || more.length > 0) throw new UsageError('Name one tenant.');
  if (!(megabytes > 0 && megabytes <= MAX_MB)) {
    throw new UsageError(`--max-file-mb must be a number above 0, up to ${MAX_MB}.`);
  }
  const { postgres } = await readEndpoints();
  const pool = createPool(postgres.url, { applicationName: 'tenant-set', max: 1, onError: console.error });
  try {
    await setMaxFileBytes(pool, slug, Math.max(1, Math.floor(megabytes * MB)));
  } finally {
    await pool.end();
  }
  console.log(`Files of ${slug} may have up to ${megabytes} MB.`);
  return 0;
});
