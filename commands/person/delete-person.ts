import { LmsError } from '#shared/errors.ts';
import { sweepAbandoned } from '#shared/object-store/intents.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import { removeChecks } from '#shared/retention/remove-checks.ts';
import type { DeletionStores } from '../deletion-stores.ts';
import { untilHistoryCopied } from '../mirror/until-history-copied.ts';
import { untilMirrored } from '../mirror/until-mirrored.ts';
import { cleanFiles } from './clean-files.ts';
import { deleteFromMirror } from './delete-from-mirror.ts';
import { deleteRows, refuseWhileImporting } from './delete-rows.ts';
import type { Person } from './person.ts';
import { rememberInMirror } from './tombstones.ts';
import { untilImportsEnd } from './until-imports-end.ts';

/** Rows of checks go by the hundred thousand a second; what is left then, ingest removes within a minute. */
const REMOVE_WITHIN_MS = 10 * 60_000;

/** A deletion to finish: PostgreSQL knows neither the names nor the person any more. */
export interface Deletion {
  /** The tenant's slug. */
  readonly tenant: string;
  readonly personId: number;
  /** What files may name the person by; without it files stay as they are. */
  readonly names: Pick<Person, 'usernameFolded' | 'employeeId'> | undefined;
  /** How long to wait for imports that run. */
  readonly waitMinutes: number;
}

/**
 * Deletes a person from every store: from files first, while it is known whom to look for, then from PostgreSQL, then
 * from the mirror. Interrupted before PostgreSQL has committed it can be done again, and after that be finished by id.
 *
 * @throws LmsError `unavailable` when an import runs at the beginning, or one that began meanwhile does not end
 */
export async function deletePerson(
  stores: DeletionStores,
  tenant: string,
  person: Person,
  waitMinutes: number,
): Promise<void> {
  const { pool, store } = stores;
  await refuseWhileImporting(pool, person.tenantId);
  const files = await cleanFiles(pool, store, person, new Set());
  await deleteRows(pool, person);
  const deletion = { tenant, personId: person.personId, names: person, waitMinutes };
  console.log(`Removed the files of ${files} imports that named the person, and deleted from PostgreSQL.`);
  console.log(`Should the rest be interrupted: ${whatToType(deletion)}`);
  await finishDeletion(stores, deletion);
}

/** What is left once PostgreSQL knows the person no more; may be done again. */
export async function finishDeletion(stores: DeletionStores, deletion: Deletion): Promise<void> {
  const { pool, clickhouse, kafka, store } = stores;
  const { tenant, personId, names, waitMinutes } = deletion;
  const { tenantId, version } = await tenantWithout(pool, tenant, personId);
  await rememberInMirror(clickhouse, { tenantId, personId });
  if (names !== undefined) {
    // A file that was accepted while the person was still there.
    await untilImportsEnd(pool, tenantId, { minutes: waitMinutes, whatToType: whatToType(deletion) });
    const files = await cleanFiles(pool, store, { ...names, tenantId, personId }, new Set());
    if (files > 0) console.log(`Removed the files of ${files} more imports that named the person.`);
  }
  // What was discarded, and error files that checks have written.
  await removeChecks(pool, store, AbortSignal.timeout(REMOVE_WITHIN_MS));
  await untilMirrored(pool, kafka);
  await untilHistoryCopied(pool);
  await deleteFromMirror(clickhouse, { tenantId, personId }, version);
  while ((await sweepAbandoned(pool, store)) > 0);
  console.log('Deleted from the mirror. Kafka and backups forget by age: see deploy/runbook.md.');
}

/** The command that finishes the deletion. */
function whatToType({ tenant, personId, names }: Deletion): string {
  const named =
    names === undefined
      ? []
      : [
          `--username ${quote(names.usernameFolded)}`,
          ...(names.employeeId === null ? [] : [`--employee-id ${quote(names.employeeId)}`]),
        ];
  return ['npm run person:delete --', `--tenant ${tenant} --id ${personId}`, ...named].join(' ');
}

/** As a shell takes it for one word. */
function quote(text: string): string {
  return /^[\w.@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** @throws LmsError `configuration` when there is no such tenant, or it still has the person */
async function tenantWithout(
  pool: Pool,
  slug: string,
  personId: number,
): Promise<{ tenantId: number; version: number }> {
  const { rows } = await pool.query<{ tenant_id: number; people_version: number; known: boolean }>(
    `SELECT tenant_id, people_version, EXISTS (SELECT FROM people
       WHERE people.tenant_id = tenants.tenant_id AND person_id = $2) AS known
     FROM tenants WHERE slug = $1`,
    [slug, personId],
  );
  const [row] = rows;
  if (row === undefined) throw new LmsError('configuration', `There is no tenant ${slug}`);
  if (row.known) throw new LmsError('configuration', 'The person is there: name them by username.');
  return { tenantId: row.tenant_id, version: row.people_version };
}
