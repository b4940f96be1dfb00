import { parseArgs } from 'node:util';
import { LmsError } from '#shared/errors.ts';
import { ADVISORY_LOCKS, underAdvisoryLock } from '#shared/postgres/advisory-locks.ts';
import { dataDirectory, readInstallation } from './config.ts';
import { confirm } from './confirm.ts';
import { type DeletionStores, openDeletionStores } from './deletion-stores.ts';
import { runCommand, UsageError } from './run-command.ts';
import { forgetTenantAccount } from './tenant/accounts-file.ts';
import { forgetDashboardsPassword } from './tenant/dashboards-file.ts';
import { deleteTenant } from './tenant/delete-tenant.ts';
import { findDeletion, holdings, type TenantDeletion } from './tenant/deletion.ts';

const USAGE = 'npm run tenant:delete -- [--yes] [--wait-minutes <n>] <slug>';

/** Imports that run are cancelled, which takes seconds; this is for servers that are slow or unavailable. */
const WAIT_MINUTES = '10';

await runCommand(USAGE, async () => {
  const { slug, isConfirmed, waitMinutes } = readArguments();
  const installation = await readInstallation();
  const stores = openDeletionStores(installation, 'tenant-delete');
  try {
    const deletion = await findDeletion(stores.pool, slug);
    if (!isConfirmed && !(await mayDelete(stores, deletion))) {
      console.log('Nothing was deleted.');
      return 1;
    }
    const isDone = await underAdvisoryLock(
      stores.pool,
      ADVISORY_LOCKS.deleteTenant,
      () =>
        deleteTenant(stores, deletion, {
          waitMinutes,
          log: console.log,
          onClosed: () => forgetAccount(slug),
        }),
      deletion.tenantId,
    );
    if (!isDone) throw new LmsError('unavailable', `Somebody else is deleting ${slug}.`);
    printWhatIsLeft(slug);
  } finally {
    await stores.close();
  }
  return 0;
});

function readArguments(): { slug: string; isConfirmed: boolean; waitMinutes: number } {
  const { values, positionals } = parseArgs({
    options: {
      yes: { type: 'boolean', default: false },
      'wait-minutes': { type: 'string', default: WAIT_MINUTES },
    },
    allowPositionals: true,
  });
  const [slug, ...more] = positionals;
  if (slug === undefined || more.length > 0) throw new UsageError('Name one tenant.');
  const waitMinutes = Number(values['wait-minutes']);
  if (!(waitMinutes > 0)) throw new UsageError('--wait-minutes must be a number above 0.');
  return { slug, isConfirmed: values.yes, waitMinutes };
}

async function mayDelete({ pool }: DeletionStores, deletion: TenantDeletion): Promise<boolean> {
  const { people, records, imports } = await holdings(pool, deletion.tenantId);
  console.log(
    deletion.isBegun
      ? `The deletion of ${deletion.slug} was begun and has not ended. It can only be completed.`
      : `The tenant ${deletion.slug} has ${people} people, ${records} transcript records and ${imports} imports.`,
  );
  return confirm(`Delete the tenant ${deletion.slug} with everything it has? Nothing can be taken back.`);
}

/** In the product that `npm start` runs, the tenant's OAuth client is one of ours to delete, and its dashboards are listed. */
async function forgetAccount(slug: string): Promise<void> {
  const dataDir = dataDirectory();
  if (dataDir === undefined) return;
  await forgetTenantAccount(dataDir, slug);
  await forgetDashboardsPassword(dataDir, slug);
}

function printWhatIsLeft(slug: string): void {
  console.log(
    [
      `Nothing is left of ${slug} but a line that says so (table tenant_deletions). What this command does not reach:`,
      '- Messages on training-records, training-record-errors and transcript-changes name its people until the topics have',
      '  dropped them (14 days, twice as long on a quiet topic). Nothing brings them back from there.',
      '- Backups, and logs of the services and the broker.',
      `- The OAuth client ${slug}-hr and the users of the tenant at the identity provider.`,
    ].join('\n'),
  );
}
