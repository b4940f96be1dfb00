import { readFile, rename, writeFile } from 'node:fs/promises';

/** Only the owner may read: these files hold passwords and addresses of this one installation. */
const OWNER_ONLY = 0o600;
let writes = 0;

/** What the file holds, or undefined when there is none. Throws for a file that is no JSON. */
export async function readJson<T>(file: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Writes beside the file and renames, so that a reader sees the old content or the new, never a part. */
export async function writeJson(file: string, value: unknown): Promise<void> {
  writes += 1;
  const temporary = `${file}.${process.pid}.${writes}.tmp`;
  await writeFile(temporary, `${JSON.stringify(value, null, 2)}\n`, { mode: OWNER_ONLY });
  await rename(temporary, file);
}
