import type { ImportView } from '#shared/imports/import-view.ts';
import { fromCsv } from './csv.ts';
import { call, sql } from './product.ts';

/** The results file of an import, which must have one. */
export async function resultsFile({ id, links }: ImportView): Promise<string> {
  if (links.results === null) throw new Error(`Import ${id} has no results`);
  const response = await call('acme-hr', links.results);
  const text = Buffer.from(await response.arrayBuffer()).toString('utf8');
  if (response.status !== 200) throw new Error(`No results: ${response.status} ${text}`);
  return text;
}

/** The column Result of a results file. */
export function resultsIn(text: string): (string | undefined)[] {
  const { header, rows } = fromCsv(text);
  return rows.map((cells) => cells[header.indexOf('Result')]);
}

/** Has the rows of a checked file spread by other stripes when it is applied. */
export async function spreadRows(importId: string, rowsPerStripe: number): Promise<void> {
  await sql(
    `UPDATE imports SET parse_settings = parse_settings || jsonb_build_object('rowsPerStripe', $2::int)
     WHERE import_id = $1`,
    [importId, rowsPerStripe],
  );
}
