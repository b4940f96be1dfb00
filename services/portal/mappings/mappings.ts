import type { AuditAction } from '#shared/audit/audit-actions.ts';
import { recordAudit } from '#shared/audit/audit-log.ts';
import { Refusal } from '#shared/http/refusal.ts';
import type { MappingSettings } from '#shared/imports/saved-mappings.ts';
import { savedKey } from '#shared/imports/title-keys.ts';
import type { Client, Pool } from '#shared/postgres/pool.ts';
import { asTenant } from '#shared/postgres/transaction.ts';
import { isUniqueViolation } from '#shared/postgres/unique-violation.ts';
import { message } from '#shared/texts/texts-of.ts';
import type { Caller } from '../http/caller.ts';
import type { MappingBody } from './mapping-body.ts';

/** A saved mapping without what it says, as lists have it. */
export interface MappingSummary {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly createdBy: string;
  readonly updatedBy: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** A saved mapping as the HTTP interface shows it (../../../schemas/http). */
export interface MappingView extends MappingSummary, MappingSettings {
  readonly titles: readonly string[] | null;
}

interface MappingRow {
  readonly mapping_id: string;
  readonly name: string;
  readonly version: number;
  readonly created_by: string;
  readonly updated_by: string;
  readonly created_at: Date;
  readonly updated_at: Date;
}

type FullRow = MappingRow & {
  readonly titles: readonly string[] | null;
  readonly settings: MappingSettings;
};

/** Nobody has so many kinds of files; the list of all is one answer. */
const MAX_MAPPINGS = 1_000;

const SUMMARY = 'mapping_id, name, version, created_by, updated_by, created_at, updated_at';
const FULL = `${SUMMARY}, titles, settings`;

/** The tenant's mappings by their names. */
export async function listMappings(pool: Pool, { tenant }: Caller): Promise<{ items: MappingSummary[] }> {
  const { rows } = await asTenant(pool, tenant.slug, (client) =>
    client.query<MappingRow>(
      `SELECT ${SUMMARY} FROM mappings WHERE tenant_id = $1 ORDER BY lower(name), name`,
      [tenant.id],
    ),
  );
  return { items: rows.map(toSummary) };
}

/** @throws Refusal `not-found` */
export async function getMapping(pool: Pool, { tenant }: Caller, id: string): Promise<MappingView> {
  const { rows } = await asTenant(pool, tenant.slug, (client) =>
    client.query<FullRow>(`SELECT ${FULL} FROM mappings WHERE tenant_id = $1 AND mapping_id = $2`, [
      tenant.id,
      id,
    ]),
  );
  return toView(found(rows[0]));
}

/** @throws Refusal `name-taken` or `too-many-mappings` */
export function createMapping(pool: Pool, caller: Caller, body: MappingBody): Promise<MappingView> {
  const { tenant, subject } = caller;
  return asTenant(pool, tenant.slug, async (client) => {
    const { rows } = await client.query<FullRow>(
      `INSERT INTO mappings (tenant_id, name, titles, titles_key, settings, created_by, updated_by)
       SELECT $1, $2, $3, $4, $5, $6, $6
       WHERE (SELECT count(*) FROM mappings WHERE tenant_id = $1) < ${MAX_MAPPINGS}
       ON CONFLICT (tenant_id, name) DO NOTHING
       RETURNING ${FULL}`,
      [tenant.id, ...valuesOf(body), subject],
    );
    const [row] = rows;
    if (row !== undefined) {
      await audit(client, caller, 'mapping.created', row.mapping_id);
      return toView(row);
    }
    if (await isTaken(client, caller, body.name)) throw nameTaken(body.name);
    throw new Refusal('too-many-mappings', message('problems.too-many-mappings', { most: MAX_MAPPINGS }));
  });
}

/**
 * Replaces what a mapping says. Imports keep what it said when they used it.
 *
 * @throws Refusal `not-found`, `name-taken`, or `version-conflict` when somebody else has changed it meanwhile
 */
export function changeMapping(
  pool: Pool,
  caller: Caller,
  id: string,
  body: MappingBody & { readonly version: number },
): Promise<MappingView> {
  const { tenant, subject } = caller;
  return asTenant(pool, tenant.slug, async (client) => {
    const { rows: locked } = await client.query<{ version: number }>(
      'SELECT version FROM mappings WHERE tenant_id = $1 AND mapping_id = $2 FOR UPDATE',
      [tenant.id, id],
    );
    const { version } = found(locked[0]);
    if (version !== body.version) {
      throw new Refusal(
        'version-conflict',
        message('problems.version-conflict', { version: String(version) }),
      );
    }
    const { rows } = await client
      .query<FullRow>(
        `UPDATE mappings SET name = $3, titles = $4, titles_key = $5, settings = $6, updated_by = $7,
           updated_at = now(), version = version + 1
         WHERE tenant_id = $1 AND mapping_id = $2 RETURNING ${FULL}`,
        [tenant.id, id, ...valuesOf(body), subject],
      )
      .catch((error: unknown) => {
        // Of mappings only a name can be there twice.
        throw isUniqueViolation(error) ? nameTaken(body.name) : error;
      });
    await audit(client, caller, 'mapping.changed', id);
    return toView(found(rows[0]));
  });
}

/** @throws Refusal `not-found` */
export function deleteMapping(pool: Pool, caller: Caller, id: string): Promise<void> {
  const { tenant } = caller;
  return asTenant(pool, tenant.slug, async (client) => {
    const { rowCount } = await client.query('DELETE FROM mappings WHERE tenant_id = $1 AND mapping_id = $2', [
      tenant.id,
      id,
    ]);
    if (rowCount === 0) throw notFound();
    await audit(client, caller, 'mapping.deleted', id);
  });
}

function valuesOf({ name, titles, settings }: MappingBody): unknown[] {
  return [name, titles ?? null, savedKey(titles, settings.columns) ?? null, JSON.stringify(settings)];
}

async function isTaken(client: Client, { tenant }: Caller, name: string): Promise<boolean> {
  const { rowCount } = await client.query('SELECT FROM mappings WHERE tenant_id = $1 AND name = $2', [
    tenant.id,
    name,
  ]);
  return rowCount !== 0;
}

function audit(client: Client, { tenant, subject }: Caller, action: AuditAction, id: string): Promise<void> {
  return recordAudit(client, { tenantId: tenant.id, actor: subject, action, subject: id });
}

function toSummary(row: MappingRow): MappingSummary {
  return {
    id: row.mapping_id,
    name: row.name,
    version: row.version,
    createdBy: row.created_by,
    updatedBy: row.updated_by,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

function toView(row: FullRow): MappingView {
  return { ...toSummary(row), titles: row.titles, ...row.settings };
}

function found<Row>(row: Row | undefined): Row {
  if (row === undefined) throw notFound();
  return row;
}

function notFound(): Refusal {
  return new Refusal('not-found', message('problems.no-such-mapping'));
}

function nameTaken(name: string): Refusal {
  return new Refusal('name-taken', message('problems.name-taken', { name }));
}
