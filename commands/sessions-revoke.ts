import { parseArgs } from 'node:util';
import { recordAudit } from '#shared/audit/audit-log.ts';
import { LmsError } from '#shared/errors.ts';
import { foldUsername } from '#shared/people/username.ts';
import { createPool, type Pool } from '#shared/postgres/pool.ts';
import { inTransaction } from '#shared/postgres/transaction.ts';
import { readInstallation } from './config.ts';
import { runCommand, UsageError } from './run-command.ts';

const USAGE = 'npm run sessions:revoke -- --tenant <slug> (--all | <username>)';

await runCommand(USAGE, async () => {
  const { values, positionals } = parseArgs({
    options: { tenant: { type: 'string' }, all: { type: 'boolean' } },
    allowPositionals: true,
  });
  const [username, ...more] = positionals;
  const { tenant, all = false } = values;
  if (tenant === undefined || (username === undefined) !== all || more.length > 0) {
    throw new UsageError('Name a tenant, and one person or --all.');
  }
  const { postgresUrl } = await readInstallation();
  const pool = createPool(postgresUrl, {
    applicationName: 'sessions-revoke',
    max: 1,
    onError: console.error,
  });
  try {
    const revoked = await revoke(pool, tenant, username);
    console.log(`Ended ${revoked} sessions. Access tokens of programs stay good until they expire.`);
  } finally {
    await pool.end();
  }
  return 0;
});

/**
 * Ends the sessions of one person, or of a whole tenant, and returns how many there were.
 *
 * @throws LmsError `configuration` when there is no such tenant
 */
function revoke(pool: Pool, slug: string, username: string | undefined): Promise<number> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ tenant_id: number }>(
      'SELECT tenant_id FROM tenants WHERE slug = $1',
      [slug],
    );
    const [tenant] = rows;
    if (tenant === undefined) throw new LmsError('configuration', `There is no tenant ${slug}`);
    const { rows: ended } = await client.query<{ person_id: number | null }>(
      `DELETE FROM browser_sessions WHERE tenant_id = $1 AND ($2::text IS NULL OR subject_folded = $2)
       RETURNING person_id`,
      [tenant.tenant_id, username === undefined ? null : foldUsername(username)],
    );
    const personId =
      username === undefined ? undefined : ended.find((row) => row.person_id !== null)?.person_id;
    await recordAudit(client, {
      tenantId: tenant.tenant_id,
      actor: 'operator',
      action: 'sessions.revoked',
      ...(personId === undefined || personId === null ? {} : { subject: String(personId) }),
    });
    return ended.length;
  });
}
