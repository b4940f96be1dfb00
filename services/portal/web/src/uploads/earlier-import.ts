import { isUnapplied, listSameFile } from '../api/imports.ts';
import type { ImportView, RecordType } from '../api/types.ts';

/** Each file's hash is made once, however often the file is read otherwise. */
const hashes = new WeakMap<File, Promise<string | undefined>>();

/**
 * The latest import of the same bytes, where importing them again would double records: certifications are never merged.
 * Undefined also where that cannot be found out; the import itself then says it afterwards.
 */
export async function earlierImport(file: File, type: RecordType): Promise<ImportView | undefined> {
  if (type !== 'certifications') return undefined;
  const hash = hashes.get(file) ?? hashOf(file);
  hashes.set(file, hash);
  const sha256 = await hash;
  if (sha256 === undefined) return undefined;
  const items = await listSameFile(sha256, type).catch(() => []);
  return items.find((item) => !isUnapplied(item));
}

/** Browsers hash on pages only that came by HTTPS or from the machine itself. */
async function hashOf(file: File): Promise<string | undefined> {
  if (!('subtle' in crypto)) return undefined;
  const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
