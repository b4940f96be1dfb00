import { type ColumnChoices, normalizeTitle } from '../csv/header.ts';
import type { Queryable } from '../postgres/pool.ts';
import type { ImportSettings } from './import-settings.ts';
import type { TitleKeys } from './title-keys.ts';

/** What a saved mapping holds of an import's settings. */
export type MappingSettings = Pick<
  ImportSettings,
  'columns' | 'values' | 'constants' | 'dateFormat' | 'encoding'
>;

/** A saved mapping as an import names it: as it was when it was used. */
export interface UsedMapping {
  readonly id: string;
  readonly name: string;
  readonly version: number;
}

export interface SavedMapping extends UsedMapping {
  readonly settings: MappingSettings;
}

const COLUMNS = 'mapping_id AS id, name, version, settings';

/** A mapping of the tenant that the transaction sees; undefined when it has none of that id. */
export async function findMapping(client: Queryable, id: string): Promise<SavedMapping | undefined> {
  const { rows } = await client.query<SavedMapping>(`SELECT ${COLUMNS} FROM mappings WHERE mapping_id = $1`, [
    id,
  ]);
  return rows[0];
}

/** Mappings of one key that are looked at; more than one is already more than anybody needs. */
const MAX_CANDIDATES = 20;

/**
 * The tenant's mapping for files with these titles: one that was saved for all of them before one that names those that
 * the template does not have; of several, the one that was changed last.
 *
 * @param cells of the file's header
 */
export async function findMappingFor(
  client: Queryable,
  cells: readonly string[],
  { all, own }: TitleKeys,
): Promise<SavedMapping | undefined> {
  const { rows } = await client.query<SavedMapping>(
    `SELECT ${COLUMNS} FROM mappings WHERE titles_key = ANY ($1::bytea[])
     ORDER BY titles_key = $2 DESC, updated_at DESC LIMIT ${MAX_CANDIDATES}`,
    [own === undefined ? [all] : [all, own], all],
  );
  const titles = new Set(cells.map(normalizeTitle));
  return rows.find(({ settings }) => hasTitles(titles, settings));
}

function hasTitles(titles: ReadonlySet<string>, { columns = {} }: ColumnChoices): boolean {
  return Object.keys(columns).every((title) => titles.has(normalizeTitle(title)));
}
