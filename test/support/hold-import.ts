import type { ImportView } from '#shared/imports/import-view.ts';
import { accept, eventually, sql, type UploadOptions } from './product.ts';
import { whileImportsStand } from './while-imports-stand.ts';

/** Uploads a file and returns once all of its rows are counted, with its import kept from being finished. */
export async function acceptAndHold(content: string, options: UploadOptions = {}): Promise<ImportView> {
  const held = await whileImportsStand(async () => {
    const one = await accept(content, options);
    await sql(
      `INSERT INTO error_file_leases (import_id, tenant_id, lease_until)
       SELECT import_id, tenant_id, 'infinity' FROM imports WHERE import_id = $1`,
      [one.id],
    );
    return one;
  });
  await eventually(
    () =>
      sql<{ counted: boolean }>(
        'SELECT successes + failures = total AS counted FROM imports WHERE import_id = $1',
        [held.id],
      ),
    ([row]) => row?.counted === true,
  );
  return held;
}

/** Lets an import be finished. */
export async function letFinish(importId: string): Promise<void> {
  await sql('DELETE FROM error_file_leases WHERE import_id = $1', [importId]);
}

/** Makes it look as if nothing had happened to an import for ten minutes. */
export async function backdate(importId: string): Promise<void> {
  await sql(
    `UPDATE imports SET last_updated = now() - interval '10 minutes',
       cancel_requested_at = cancel_requested_at - interval '10 minutes' WHERE import_id = $1`,
    [importId],
  );
}
