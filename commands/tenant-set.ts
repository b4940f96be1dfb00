import { parseArgs } from 'node:util';
import { createPool } from '#shared/postgres/pool.ts';
import { type HoldAbove, setTenant } from '#shared/tenants/tenants.ts';
import { readInstallation } from './config.ts';
import { runCommand, UsageError } from './run-command.ts';

const USAGE =
  'npm run tenant:set -- <slug> [--max-file-mb <n>] [--max-file-rows <n>] [--max-bytes-a-day <n>] [--file-retention-days <n>] [--tier standard|premium] [--hold-above <n>%|<n>|none] [--two-person yes|no] [--undo-period <n>d] [--undo-role <role>]';

const TIERS = ['standard', 'premium'] as const;
const MB = 1024 * 1024;
/** S3 takes 10,000 parts of 5 MiB; a larger file could not be stored. */
const MAX_MB = 48_000;
/** Row numbers go through 32-bit counters on their way to PostgreSQL; a file of more rows could not be imported. */
const MAX_ROWS = 2_000_000_000;
/** The largest number that JavaScript counts by ones, about 9 PB. */
const MAX_BYTES = Number.MAX_SAFE_INTEGER;
/** A thousand years. */
const MAX_DAYS = 365_000;

/** schemas/postgres/0035_history_and_undo.sql has the same limit. */
const MAX_UNDO_DAYS = 3_650;

const HOLD_ABOVE = '--hold-above must be a share of the rows, such as 25%, a number of rows, or none.';

await runCommand(USAGE, async () => {
  const { values, positionals } = parseArgs({
    options: {
      'max-file-mb': { type: 'string' },
      'max-file-rows': { type: 'string' },
      'max-bytes-a-day': { type: 'string' },
      'file-retention-days': { type: 'string' },
      tier: { type: 'string' },
      'hold-above': { type: 'string' },
      'two-person': { type: 'string' },
      'undo-period': { type: 'string' },
      'undo-role': { type: 'string' },
    },
    allowPositionals: true,
  });
  const [slug, ...more] = positionals;
  if (slug === undefined || more.length > 0) throw new UsageError('Name one tenant.');
  const megabytes = readNumber(values, 'max-file-mb', MAX_MB);
  const rows = readInteger(values, 'max-file-rows', MAX_ROWS);
  const bytesADay = readInteger(values, 'max-bytes-a-day', MAX_BYTES);
  const days = readInteger(values, 'file-retention-days', MAX_DAYS);
  const tier = TIERS.find((one) => one === values.tier);
  if (values.tier !== undefined && tier === undefined)
    throw new UsageError(`--tier must be ${TIERS.join(' or ')}.`);
  const holdAbove = readHoldAbove(values['hold-above']);
  const twoPerson = readYes(values, 'two-person');
  const undoDays = readPeriod(values['undo-period']);
  const undoRole = readRole(values['undo-role']);
  if (Object.keys(values).length === 0) throw new UsageError('Say what to set.');
  const { postgresUrl } = await readInstallation();
  const pool = createPool(postgresUrl, {
    applicationName: 'tenant-set',
    max: 1,
    onError: console.error,
    answerWithinMs: Number.POSITIVE_INFINITY,
  });
  try {
    await setTenant(pool, slug, {
      maxFileBytes: megabytes === undefined ? undefined : Math.max(1, Math.floor(megabytes * MB)),
      maxFileRows: rows,
      maxBytesADay: bytesADay,
      fileRetentionDays: days,
      tier,
      holdAbove,
      twoPerson,
      undoDays,
      undoRole,
    });
  } finally {
    await pool.end();
  }
  if (megabytes !== undefined) console.log(`Files of ${slug} may have up to ${megabytes} MB.`);
  if (rows !== undefined) console.log(`Files of ${slug} may have up to ${rows} records.`);
  if (bytesADay !== undefined) console.log(`${slug} may upload up to ${bytesADay} bytes a day (UTC).`);
  if (days !== undefined) console.log(`Files of ${slug} are kept for ${days} days after their import.`);
  if (tier !== undefined) console.log(`The tier of ${slug} is ${tier}.`);
  if (holdAbove !== undefined) console.log(describeHold(slug, holdAbove));
  if (twoPerson !== undefined)
    console.log(
      `Whoever uploaded an import of ${slug} that is held may ${twoPerson ? 'not ' : ''}approve it.`,
    );
  if (undoDays !== undefined)
    console.log(`Imports of ${slug} can be undone for ${undoDays} days after their end.`);
  if (undoRole !== undefined)
    console.log(`LMS admins of ${slug} who have the role ${undoRole} can undo imports.`);
  return 0;
});

type Values = Readonly<Record<string, string | undefined>>;

function readInteger(values: Values, name: string, max: number): number | undefined {
  const value = readNumber(values, name, max);
  if (value !== undefined && !Number.isInteger(value))
    throw new UsageError(`--${name} must be a whole number.`);
  return value;
}

function readNumber(values: Values, name: string, max: number): number | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!(value > 0 && value <= max)) throw new UsageError(`--${name} must be a number above 0, up to ${max}.`);
  return value;
}

function readHoldAbove(text: string | undefined): HoldAbove | null | undefined {
  if (text === undefined) return undefined;
  if (text === 'none') return null;
  const [, number, percent] = /^(\d{1,15}(?:\.\d{1,2})?)(%?)$/.exec(text) ?? [];
  const value = Number(number);
  if (percent === '%' && value <= 100) return { percent: value };
  if (percent === '' && Number.isInteger(value)) return { rows: value };
  throw new UsageError(HOLD_ABOVE);
}

function describeHold(slug: string, holdAbove: HoldAbove | null): string {
  if (holdAbove === null) return `No import of ${slug} waits for approval, however much it overwrites.`;
  const much = 'percent' in holdAbove ? `${holdAbove.percent} % of its rows` : `${holdAbove.rows} records`;
  return `An import of ${slug} that would overwrite more than ${much} waits for approval.`;
}

function readYes(values: Values, name: string): boolean | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  if (text !== 'yes' && text !== 'no') throw new UsageError(`--${name} must be yes or no.`);
  return text === 'yes';
}

function readPeriod(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const days = Number(/^(\d{1,4})d$/.exec(text)?.[1] ?? Number.NaN);
  if (!(days <= MAX_UNDO_DAYS))
    throw new UsageError(`--undo-period must be a number of days up to ${MAX_UNDO_DAYS}, such as 90d.`);
  return days;
}

function readRole(text: string | undefined): string | undefined {
  if (text !== undefined && !/^[^\p{Cc}]{1,255}$/u.test(text))
    throw new UsageError('--undo-role must be the name of a role, such as lms_admin.');
  return text;
}
