import { trailingErrorsColumn } from '#shared/csv/header.ts';
import type { Inspection } from '#shared/csv/inspection/inspection.ts';
import { SAMPLE_LENGTH } from '#shared/csv/inspection/samples.ts';
import type { ImportSettings } from '#shared/imports/import-settings.ts';
import { FAILURES_OF } from '#shared/imports/import-view.ts';
import type { UsedMapping } from '#shared/imports/saved-mappings.ts';
import { firstPackedFailures } from '#shared/imports/stored-failures.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import type { InspectedFile } from '../inspect/inspect-file.ts';

/** An import whose error file an uploaded file was made of. */
export interface Corrected {
  readonly id: string;
  readonly settings: ImportSettings;
  readonly mapping: UsedMapping | null;
}

/** Imports of the same titles that are looked at; an error file is corrected soon, if at all. */
const MAX_CANDIDATES = 20;

/**
 * Failed rows whose reasons are compared: two pages. Error files begin with the first failed rows, and it is the first
 * reasons of a file that are looked for.
 */
const COMPARED = 4_000;

/**
 * The import that a file with an Errors column corrects: of those with the same titles and at least as many failed
 * rows, the latest whose reasons the column has. A name says less, since browsers and people change it, and a mark in
 * the file would be lost in a spreadsheet, or be a column of the tenant's file. Undefined for any other file, also where
 * the reasons were removed: read by the settings of another import, its rows would be stored wrong without a word.
 *
 * @param client sees the tenant's rows only
 */
export async function findCorrected(
  client: Queryable,
  titlesKey: Buffer,
  { header, total, inspection }: Pick<InspectedFile, 'header' | 'total' | 'inspection'>,
): Promise<Corrected | undefined> {
  if (trailingErrorsColumn(header) === -1) return undefined;
  const reasons = reasonsIn(header, inspection);
  if (reasons.size === 0) return undefined;
  const { rows } = await client.query<Corrected & { readonly failures_of: string }>(
    `SELECT import_id AS id, settings, mapping, ${FAILURES_OF} AS failures_of
     FROM imports
     WHERE titles_key = $1 AND check_of IS NULL AND undone_by IS NULL AND failures >= $2 AND failures > 0
       AND status NOT IN ('in_progress', 'checking', 'needs_settings', 'discarded')
     ORDER BY accepted_us DESC LIMIT ${MAX_CANDIDATES}`,
    [titlesKey, total],
  );
  for (const row of rows) {
    if (await hasReason(client, row.failures_of, reasons))
      return { id: row.id, settings: row.settings, mapping: row.mapping };
  }
  return undefined;
}

/** The first reasons in the Errors column, as an inspection has them. */
function reasonsIn(header: readonly string[], { columns }: Inspection): ReadonlySet<string> {
  return new Set(columns[trailingErrorsColumn(header)]?.values);
}

async function hasReason(
  client: Queryable,
  importId: string,
  reasons: ReadonlySet<string>,
): Promise<boolean> {
  const stored = await firstPackedFailures(client, importId, COMPARED);
  return stored.some(({ errors }) => reasons.has(errors.trim().slice(0, SAMPLE_LENGTH)));
}
