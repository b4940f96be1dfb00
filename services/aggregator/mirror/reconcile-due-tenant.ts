import { setTimeout as wait } from 'node:timers/promises';
import { LmsError } from '#shared/errors.ts';
import { findDifferences } from '#shared/mirror/find-differences.ts';
import { type DifferencesByTable, storeMirrorCheck } from '#shared/mirror/mirror-checks.ts';
import { MIRROR_TABLES } from '#shared/mirror/mirror-tables.ts';
import { persistentDifferences } from '#shared/mirror/persistent-differences.ts';
import { ADVISORY_LOCKS, underAdvisoryLock } from '#shared/postgres/advisory-locks.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import { mirrorHistory } from './mirror-history.ts';
import type { MirrorContext } from './mirror-imports.ts';

/**
 * People and imports are mirrored every second, and a flush takes one: what is under way now has arrived after this.
 */
const SETTLE_MS = 5_000;

/** Entries live for a second; when they stay for this long the mirror is behind, and differs rightly. */
const OUTBOX_WITHIN_MS = 60_000;
const POLL_MS = 500;

/**
 * Compares the mirror of the tenant that is due with PostgreSQL, and measures how many rows differ. Does nothing when
 * no tenant was last compared longer than `hours` ago, or another aggregator is comparing one.
 *
 * @throws LmsError `unavailable` when the mirror is too far behind to be compared, and what the servers throw
 */
export async function reconcileDueTenant(
  context: MirrorContext,
  hours: number,
  signal: AbortSignal,
): Promise<void> {
  const { pool } = context;
  if ((await dueTenant(pool, hours)) !== undefined) {
    await underAdvisoryLock(pool, ADVISORY_LOCKS.reconcile, async () => {
      // Another aggregator may have compared it while the lock was waited for.
      const tenantId = await dueTenant(pool, hours);
      if (tenantId !== undefined) await reconcile(context, tenantId, signal);
    });
  }
  await measure(context);
}

async function dueTenant(client: Queryable, hours: number): Promise<number | undefined> {
  const { rows } = await client.query<{ tenant_id: number }>(
    `SELECT tenant_id FROM tenants LEFT JOIN mirror_checks USING (tenant_id)
     WHERE coalesce(checked_at, created_at) < now() - make_interval(secs => $1)
     ORDER BY coalesce(checked_at, created_at) LIMIT 1`,
    [hours * 3_600],
  );
  return rows[0]?.tenant_id;
}

async function reconcile(context: MirrorContext, tenantId: number, signal: AbortSignal): Promise<void> {
  const { pool, clickhouse, logger } = context;
  const databases = { pool, clickhouse, signal };
  const differences: Record<string, number> = {};
  for (const table of MIRROR_TABLES) {
    const persistent = await persistentDifferences(databases, table, tenantId, () =>
      untilMirrored(context, signal),
    );
    for await (const { missing, strange } of findDifferences(databases, table, tenantId, persistent)) {
      logger.error(
        { tenantId, table: table.name, missing: missing.length, strange: strange.length },
        'mirror differs from PostgreSQL',
      );
      differences[table.name] = (differences[table.name] ?? 0) + missing.length + strange.length;
    }
  }
  await storeMirrorCheck(pool, tenantId, differences);
  logger.info({ tenantId, differences }, 'mirror compared with PostgreSQL');
}

/** Waits until aggregator has made durable whatever is committed now. */
async function untilMirrored(context: MirrorContext, signal: AbortSignal): Promise<void> {
  const client = context.pool;
  const { rows } = await client.query<{ entry: string }>(
    `SELECT topic || ' ' || partition || ' ' || next_offset AS entry FROM outbox`,
  );
  const latest = await client.query<{ version: number }>('SELECT last_value AS version FROM record_version');
  const entries = rows.map(({ entry }) => entry);
  const deadline = Date.now() + OUTBOX_WITHIN_MS;
  await wait(SETTLE_MS, undefined, { signal });
  while (true) {
    const left = await client.query(
      `SELECT FROM outbox WHERE topic || ' ' || partition || ' ' || next_offset = ANY($1) LIMIT 1`,
      [entries],
    );
    // A copy that has begun before may not go as far.
    await mirrorHistory(context, signal);
    const history = await client.query<{ version: number }>('SELECT version FROM history_mirror');
    const isCopied = (history.rows[0]?.version ?? 0) >= (latest.rows[0]?.version ?? 0);
    if (left.rowCount === 0 && isCopied) return;
    if (Date.now() > deadline)
      throw new LmsError('unavailable', 'The mirror is behind and cannot be compared', { retryable: true });
    await wait(POLL_MS, undefined, { signal });
  }
}

/** What all tenants' last comparisons found, whichever aggregator made them. */
async function measure({ pool, metrics }: MirrorContext): Promise<void> {
  const { rows } = await pool.query<{ differences: DifferencesByTable; age: number }>(
    `SELECT coalesce(differences, '{}') AS differences,
       extract(epoch FROM now() - coalesce(checked_at, created_at))::float8 AS age
     FROM tenants LEFT JOIN mirror_checks USING (tenant_id)`,
  );
  for (const { name } of MIRROR_TABLES) {
    const differing = rows.reduce((sum, { differences }) => sum + (differences[name] ?? 0), 0);
    metrics.mirrorDifferences.set({ table: name }, differing);
  }
  metrics.mirrorCheckAge.set(Math.max(0, ...rows.map(({ age }) => age)));
}
