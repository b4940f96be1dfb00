import { join } from 'node:path';
import { exportJWK, generateKeyPair } from 'jose';
import { readJson, writeJson } from '#shared/runtime/json-file.ts';

export type KeySet = { keys: Awaited<ReturnType<typeof exportJWK>>[] };

/** The keys that sign tokens, kept in the folder so that a token stays valid when the provider restarts. */
export async function signingKeys(folder: string): Promise<KeySet> {
  const file = join(folder, 'signing-keys.json');
  const kept = await readJson<KeySet>(file);
  if (kept !== undefined) return kept;
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const made = { keys: [{ ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig' }] };
  await writeJson(file, made);
  return made;
}
