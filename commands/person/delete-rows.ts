import { LmsError } from '#shared/errors.ts';
import { foldUsername } from '#shared/people/username.ts';
import type { Client, Pool, Queryable } from '#shared/postgres/pool.ts';
import { inTransaction } from '#shared/postgres/transaction.ts';
import { untilTransactionsEnd } from '../mirror/visible-version-watermark.ts';
import { names, type Person, pseudonym } from './person.ts';
import { rememberInPostgres } from './tombstones.ts';

/** @throws LmsError `unavailable` while a file of the tenant is being imported, or an import undone: its rows may be on their way */
export async function refuseWhileImporting(client: Queryable, tenantId: number): Promise<void> {
  const { rows } = await client.query<{ running: number }>(
    `SELECT count(*) AS running FROM imports WHERE tenant_id = $1 AND source <> 'feed' AND status = 'in_progress'`,
    [tenantId],
  );
  const running = Number(rows[0]?.running ?? 0);
  if (running > 0) {
    throw new LmsError(
      'unavailable',
      `The tenant has ${running} imports running: wait for them, or cancel them.`,
    );
  }
}

/**
 * Deletes the person, their records and rows of checks, in one transaction, and once more what a batch that had found
 * the person before writes after it. From then on no record of theirs can be written, and a tombstone says so.
 */
export async function deleteRows(pool: Pool, person: Person): Promise<void> {
  const next = await inTransaction(pool, async (client) => {
    const moved = await moveVersion(client, person.tenantId);
    await deleteRecords(client, person);
    await client.query('DELETE FROM people WHERE tenant_id = $1 AND person_id = $2', [
      person.tenantId,
      person.personId,
    ]);
    await client.query('DELETE FROM notices_seen WHERE tenant_id = $1 AND subject_folded = $2', [
      person.tenantId,
      person.usernameFolded,
    ]);
    await forgetName(client, person);
    await forgetConstants(client, person);
    await rememberInPostgres(client, person);
    await client.query(
      `INSERT INTO audit_events (tenant_id, actor, action, subject) VALUES ($1, 'operator', 'person.deleted', $2)`,
      [person.tenantId, String(person.personId)],
    );
    return moved;
  });
  await untilTransactionsEnd(pool, next);
  await inTransaction(pool, (client) => deleteRecords(client, person));
}

/** Whoever reads people under the new version finds them without this one. Gives the number of the next transaction. */
async function moveVersion(client: Client, tenantId: number): Promise<string> {
  const { rows } = await client.query<{ next: string }>(
    `UPDATE tenants SET people_version = people_version + 1 WHERE tenant_id = $1
     RETURNING (pg_current_xact_id()::text::numeric + 1)::text AS next`,
    [tenantId],
  );
  const [row] = rows;
  if (row === undefined) throw new LmsError('unexpected', `There is no tenant ${tenantId}`);
  return row.next;
}

async function deleteRecords(client: Client, { tenantId, personId }: Person): Promise<void> {
  for (const table of ['course_records', 'certification_records', 'course_record_history']) {
    await client.query(`DELETE FROM ${table} WHERE tenant_id = $1 AND person_id = $2`, [tenantId, personId]);
  }
  // By their imports, which their keys begin with. An undo under way finds nothing left of the person to take back.
  await client.query(
    `DELETE FROM undo_records WHERE person_id = $2
       AND import_id IN (SELECT import_id FROM imports WHERE tenant_id = $1 AND source = 'undo')`,
    [tenantId, personId],
  );
  await client.query(
    `UPDATE imports SET undo_of_record = jsonb_build_object('personId', $2::bigint)
     WHERE tenant_id = $1 AND source = 'undo' AND undo_of_record -> 'personId' = to_jsonb($2::bigint)`,
    [tenantId, personId],
  );
  for (const table of ['checked_courses', 'checked_certifications']) {
    await client.query(
      `DELETE FROM ${table} WHERE person_id = $2
         AND import_id IN (SELECT import_id FROM imports WHERE tenant_id = $1 AND check_of IS NOT NULL)`,
      [tenantId, personId],
    );
  }
  await client.query(
    `UPDATE import_checks SET result = jsonb_set(result, '{samples}',
       coalesce((SELECT jsonb_agg(sample) FROM jsonb_array_elements(result -> 'samples') AS sample
         WHERE sample ->> 'personId' <> $2::text), '[]'))
     WHERE tenant_id = $1 AND result -> 'samples' @> jsonb_build_array(jsonb_build_object('personId', $2::bigint))`,
    [tenantId, personId],
  );
}

/** That somebody uploaded a file stays known; who it was does not. */
async function forgetName(client: Client, person: Person): Promise<void> {
  for (const [table, column] of [
    ['imports', 'initiated_by'],
    ['audit_events', 'actor'],
    ['mappings', 'created_by'],
    ['mappings', 'updated_by'],
    ['events', 'actor'],
    ['webhooks', 'created_by'],
  ]) {
    const { rows } = await client.query<{ name: string }>(
      `SELECT DISTINCT ${column} AS name FROM ${table} WHERE tenant_id = $1`,
      [person.tenantId],
    );
    const theirs = rows
      .map(({ name }) => name)
      .filter((name) => foldUsername(name) === person.usernameFolded);
    await client.query(`UPDATE ${table} SET ${column} = $3 WHERE tenant_id = $1 AND ${column} = ANY($2)`, [
      person.tenantId,
      theirs,
      pseudonym(person),
    ]);
  }
}

/** Settings can say that all rows of a file are one person's. */
async function forgetConstants(client: Client, person: Person): Promise<void> {
  for (const [table, column] of [
    ['imports', 'settings'],
    ['imports', 'parse_settings'],
    ['mappings', 'settings'],
  ]) {
    for (const field of ['username', 'employeeId']) {
      const path = ['constants', field];
      const { rows } = await client.query<{ name: string }>(
        `SELECT DISTINCT ${column} #>> $2::text[] AS name FROM ${table}
         WHERE tenant_id = $1 AND ${column} #> $2::text[] IS NOT NULL`,
        [person.tenantId, path],
      );
      const theirs = rows.map(({ name }) => name).filter((name) => names(person, name));
      if (theirs.length === 0) continue;
      await client.query(
        `UPDATE ${table} SET ${column} = jsonb_set(${column}, $2::text[], to_jsonb($4::text))
         WHERE tenant_id = $1 AND ${column} #>> $2::text[] = ANY ($3)`,
        [person.tenantId, path, theirs, pseudonym(person)],
      );
    }
  }
}
