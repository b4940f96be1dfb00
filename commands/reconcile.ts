import { parseArgs } from 'node:util';
import { createClickHouse } from '#shared/clickhouse/client.ts';
import { LmsError } from '#shared/errors.ts';
import { createKafkaAdmin, type KafkaAdmin } from '#shared/kafka/client/admin.ts';
import { AGGREGATOR_GROUP } from '#shared/kafka/client/topics.ts';
import { type DifferencesByTable, storeMirrorCheck } from '#shared/mirror/mirror-checks.ts';
import { MIRROR_TABLES } from '#shared/mirror/mirror-tables.ts';
import type { Databases } from '#shared/mirror/table-checksums.ts';
import { createPool, type Pool } from '#shared/postgres/pool.ts';
import { createLogger } from '#shared/runtime/logging.ts';
import { type Installation, readInstallation } from './config.ts';
import { untilMirrored } from './mirror/until-mirrored.ts';
import { type Found, reconcileTable } from './reconcile/reconcile-table.ts';
import { runCommand, UsageError } from './run-command.ts';

const USAGE = 'npm run reconcile -- [--tenant <slug>] [--repair]';

/** For the caller: the mirror differs, as files that differ end `diff`. */
const DIFFERS = 2;

await runCommand(USAGE, async () => {
  const { values, positionals } = parseArgs({
    options: { tenant: { type: 'string' }, repair: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  if (positionals.length > 0) throw new UsageError('A tenant is named with --tenant.');
  const installation = await readInstallation();
  const pool = createPool(installation.postgresUrl, {
    applicationName: 'reconcile',
    max: 3,
    onError: console.error,
    answerWithinMs: Number.POSITIVE_INFINITY,
  });
  const kafka = createKafkaAdmin(installation.kafka, 'reconcile', createLogger('reconcile', 'silent'));
  try {
    let differing = 0;
    for (const tenant of await tenants(pool, values.tenant))
      differing += await reconcileTenant({ installation, pool, kafka }, tenant, values.repair);
    if (differing === 0) return 0;
    if (values.repair) console.log('Repaired. Run it again to see that nothing differs.');
    return values.repair ? 0 : DIFFERS;
  } finally {
    await Promise.all([pool.end(), kafka.close()]);
  }
});

interface Tenant {
  readonly tenant_id: number;
  readonly slug: string;
}

async function tenants(pool: Pool, slug: string | undefined): Promise<Tenant[]> {
  const { rows } = await pool.query<Tenant>(
    'SELECT tenant_id, slug FROM tenants WHERE $1::text IS NULL OR slug = $1 ORDER BY slug',
    [slug ?? null],
  );
  if (slug !== undefined && rows.length === 0)
    throw new LmsError('configuration', `There is no tenant ${slug}`);
  return rows;
}

/** @returns how many rows differed */
async function reconcileTenant(
  { installation, pool, kafka }: { installation: Installation; pool: Pool; kafka: KafkaAdmin },
  { tenant_id: tenantId, slug }: Tenant,
  repair: boolean,
): Promise<number> {
  await using clickhouse = createClickHouse(installation.clickhouse, 'reconcile');
  const databases: Databases = { pool, clickhouse, signal: new AbortController().signal };
  // Without an aggregator nothing is on its way to the mirror, and nothing would ever arrive.
  const untilArrived = async (): Promise<void> => {
    if (await kafka.hasMembers(AGGREGATOR_GROUP)) await untilMirrored(pool, kafka);
  };
  const differences: Record<string, number> = {};
  for (const table of MIRROR_TABLES) {
    const found = await reconcileTable(databases, table, tenantId, { untilArrived, repair });
    console.log(`${slug} ${table.name}: ${describe(found, repair)}`);
    if (found.missing + found.strange > 0) differences[table.name] = found.missing + found.strange;
  }
  const left: DifferencesByTable = repair ? {} : differences;
  await storeMirrorCheck(pool, tenantId, left);
  return Object.values(differences).reduce((sum, rows) => sum + rows, 0);
}

function describe({ missing, strange }: Found, repair: boolean): string {
  if (missing + strange === 0) return 'the same';
  const [inserted, removed] = repair ? [', inserted', ', removed'] : ['', ''];
  return `${missing} missing in ClickHouse${inserted}; ${strange} unknown to PostgreSQL${removed}`;
}
