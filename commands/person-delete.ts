import { parseArgs } from 'node:util';
import { foldUsername } from '#shared/people/username.ts';
import { readInstallation } from './config.ts';
import { type DeletionStores, openDeletionStores } from './deletion-stores.ts';
import { type Deletion, deletePerson, finishDeletion } from './person/delete-person.ts';
import { findPerson } from './person/person.ts';
import { returnedPeople, shareTombstones } from './person/tombstones.ts';
import { runCommand, UsageError } from './run-command.ts';

const USAGE =
  'npm run person:delete -- [--wait-minutes <n>] (--tombstones | --tenant <slug> (<username> | ' +
  '--id <person id> [--username <username> [--employee-id <id>]]))';

/** Longer than the largest file takes beside others; the operator sees what it waits for, and can end it. */
const WAIT_MINUTES = '10';

type Task =
  | { readonly kind: 'delete'; readonly tenant: string; readonly username: string }
  | { readonly kind: 'finish'; readonly deletion: Deletion }
  | { readonly kind: 'tombstones' };

await runCommand(USAGE, async () => {
  const { task, waitMinutes } = readArguments();
  const stores = openDeletionStores(await readInstallation(), 'person-delete');
  try {
    await run(stores, task, waitMinutes);
  } finally {
    await stores.close();
  }
  return 0;
});

function readArguments(): { task: Task; waitMinutes: number } {
  const { values, positionals } = parseArgs({
    options: {
      tenant: { type: 'string' },
      id: { type: 'string' },
      username: { type: 'string' },
      'employee-id': { type: 'string' },
      tombstones: { type: 'boolean', default: false },
      'wait-minutes': { type: 'string', default: WAIT_MINUTES },
    },
    allowPositionals: true,
  });
  const waitMinutes = Number(values['wait-minutes']);
  if (!(waitMinutes > 0)) throw new UsageError('--wait-minutes must be a number above 0.');
  const [name, ...more] = positionals;
  const { tenant, id, username, 'employee-id': employeeId = null, tombstones } = values;
  if (tombstones && tenant === undefined && id === undefined && name === undefined)
    return { task: { kind: 'tombstones' }, waitMinutes };
  if (tenant === undefined || (name === undefined) === (id === undefined) || more.length > 0 || tombstones)
    throw new UsageError('Name a tenant and one person, or --tombstones alone.');
  if (id === undefined) return { task: { kind: 'delete', tenant, username: name ?? '' }, waitMinutes };
  if (!/^[1-9]\d{0,14}$/.test(id)) throw new UsageError('--id must be a number.');
  if (username === undefined && employeeId !== null)
    throw new UsageError('--employee-id goes with --username.');
  const names = username === undefined ? undefined : { usernameFolded: foldUsername(username), employeeId };
  return {
    task: { kind: 'finish', deletion: { tenant, personId: Number(id), names, waitMinutes } },
    waitMinutes,
  };
}

async function run(stores: DeletionStores, task: Task, waitMinutes: number): Promise<void> {
  switch (task.kind) {
    case 'delete': {
      const person = await findPerson(stores.pool, task.tenant, task.username);
      return deletePerson(stores, task.tenant, person, waitMinutes);
    }
    case 'finish':
      return finishDeletion(stores, task.deletion);
    case 'tombstones':
      return deleteReturned(stores, waitMinutes);
  }
}

/** Deletes people again who were deleted before and came back with a restore of PostgreSQL. */
async function deleteReturned(stores: DeletionStores, waitMinutes: number): Promise<void> {
  await shareTombstones(stores.pool, stores.clickhouse);
  const returned = await returnedPeople(stores.pool);
  console.log(`People who were deleted and are back: ${returned.length}.`);
  for (const person of returned) console.log(`${person.tenant} ${person.personId}`);
  for (const person of returned) await deletePerson(stores, person.tenant, person, waitMinutes);
}
