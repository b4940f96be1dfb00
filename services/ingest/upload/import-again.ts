import type { Request } from 'express';
import { principalFor } from '#shared/auth/authenticate.ts';
import type { RecordType } from '#shared/csv/record-types.ts';
import { importId } from '#shared/http/parameters.ts';
import { Refusal } from '#shared/http/refusal.ts';
import { requestLanguage } from '#shared/http/request-language.ts';
import type { ImportSettings } from '#shared/imports/import-settings.ts';
import { VISIBLE_IMPORT } from '#shared/imports/import-view.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import { asTenant } from '#shared/postgres/transaction.ts';
import { message } from '#shared/texts/texts-of.ts';
import type { Accepted } from './accept-import.ts';
import { admitUpload } from './admit-upload.ts';
import { receiveFile, type UploadContext } from './receive-file.ts';
import { findTenant } from './tenant.ts';
import { readUploadParameters } from './upload-parameters.ts';

interface StoredFile {
  readonly type: RecordType;
  readonly file_name: string | null;
  readonly original_key: string | null;
  readonly original_bytes: number | null;
  readonly settings: ImportSettings;
}

/**
 * Makes a further import of an import's original, as if it were uploaded again: read by the settings of that import, but
 * for what the call says.
 *
 * @throws Refusal `not-found` when there is no such import, or no original of it any more; or of the file, as of an
 *   upload
 */
export async function importAgain(context: UploadContext, request: Request): Promise<Accepted> {
  const given = readUploadParameters(request);
  const { tenant: slug, subject: initiatedBy } = principalFor(request);
  const language = requestLanguage(request);
  const tenant = await findTenant(context.pool, slug);
  const stored = await findStored(context.pool, slug, importId(request));
  const { original_key: key, original_bytes: minBytes, file_name: name } = stored;
  if (key === null || minBytes === null || name === null)
    throw new Refusal('not-found', message('problems.original-gone'));
  // What was accepted before was accepted of the file as it was read then.
  const { accept: _, ...settings } = { ...stored.settings, type: stored.type, ...given.settings };
  const accepted = given.settings.accept === undefined ? {} : { accept: given.settings.accept };
  const parameters = { ...given, settings: { ...settings, ...accepted } };
  return admitUpload(context, { tenant, parameters, minBytes }, async (partitions) => {
    const file = { name, settings: undefined, bytes: await context.store.read(key) };
    return receiveFile(context, { initiatedBy, language, tenant, parameters, partitions, file });
  });
}

async function findStored(pool: Pool, tenant: string, id: string): Promise<StoredFile> {
  const { rows } = await asTenant(pool, tenant, (client) =>
    client.query<StoredFile>(
      `SELECT type, file_name, original_key, original_bytes, settings FROM imports
       WHERE import_id = $1 AND ${VISIBLE_IMPORT}`,
      [id],
    ),
  );
  const [row] = rows;
  if (row === undefined) throw new Refusal('not-found', message('problems.no-such-import'));
  return row;
}
