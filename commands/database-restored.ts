import { parseArgs } from 'node:util';
import { createObjectStore, type StoredObject } from '#shared/object-store/object-store.ts';
import { createPool, type Pool } from '#shared/postgres/pool.ts';
import { type Installation, readInstallation } from './config.ts';
import { rebuildMirror } from './mirror/rebuild-mirror.ts';
import { beginTimeline } from './restored/begin-timeline.ts';
import { findOrphanFiles } from './restored/orphan-files.ts';
import { mustStand } from './restored/services-stand.ts';
import { runCommand } from './run-command.ts';

const USAGE = 'npm run database:restored';

const MB = 1024 * 1024;

/**
 * To be called after PostgreSQL was restored to an earlier time, before the services start. It may be interrupted and
 * done again.
 */
await runCommand(USAGE, async () => {
  parseArgs(); // takes none, and refuses what is given
  const installation = await readInstallation();
  const pool = createPool(installation.postgresUrl, {
    applicationName: 'database-restored',
    max: 1,
    onError: console.error,
    answerWithinMs: Number.POSITIVE_INFINITY,
  });
  try {
    await mustStand(pool);
    await makeAgree(installation, pool);
  } finally {
    await pool.end();
  }
  return 0;
});

async function makeAgree(installation: Installation, pool: Pool): Promise<void> {
  const { timeline, running } = await beginTimeline(pool);
  console.log(`Timeline ${timeline} begins.`);
  console.log('The mirror is made again from PostgreSQL:');
  await rebuildMirror(installation, (line) => console.log(`  ${line}`));
  const store = createObjectStore(installation.objectStore);
  const { originals, errorFiles } = await findOrphanFiles(pool, store);
  console.log(`Error files of imports that are not known any more: ${errorFiles}, to be removed by ingest.`);
  console.log(`Files that were uploaded after the restored time: ${originals.length}.`);
  for (const line of await describeOriginals(pool, originals)) console.log(`  ${line}`);
  if (originals.length > 0)
    console.log('  Have them uploaded again, then remove these objects: nothing else does.');
  console.log(`Imports that go on when the services start: ${running.length}.`);
  for (const { importId, tenant } of running) console.log(`  ${importId} of ${tenant}`);
  console.log(
    'Start the services. Then delete again whom you deleted after the restored time (deploy/runbook.md).',
  );
}

async function describeOriginals(pool: Pool, originals: readonly StoredObject[]): Promise<string[]> {
  const { rows } = await pool.query<{ tenant_id: number; slug: string }>(
    'SELECT tenant_id, slug FROM tenants',
  );
  const slugs = new Map(rows.map(({ tenant_id, slug }) => [String(tenant_id), slug]));
  return originals.map(({ key, bytes, writtenAt }) => {
    const [tenantId = ''] = key.split('/');
    const tenant = slugs.get(tenantId) ?? `tenant ${tenantId}, not known any more`;
    return `${key}  ${(bytes / MB).toFixed(1)} MB  ${writtenAt.toISOString()}  ${tenant}`;
  });
}
