import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SetupError } from './errors.ts';
import { startTimeOf } from './process.ts';

/** Who holds the folder. The id alone would not do: after a crash another process may have been given it. */
type Owner = { pid: number; startTime: string };

export type Lock = { release(): Promise<void> };

/**
 * Takes the data folder for this process, or throws and says who has it. The lock of a process that died is
 * taken over, by one taker only: whoever wants to replace it must first make a second lock that is named after
 * the dead owner, and then find the first unchanged.
 */
export async function lockFolder(dataDir: string): Promise<Lock> {
  const file = join(dataDir, 'lock.json');
  const own: Owner = { pid: process.pid, startTime: startTimeOf(process.pid) ?? '' };
  const draft = `${file}.${own.pid}`;
  await writeFile(draft, JSON.stringify(own));
  try {
    await take(draft, file, dataDir);
  } finally {
    await rm(draft, { force: true });
  }
  return { release: () => rm(file, { force: true }) };
}

async function take(draft: string, file: string, dataDir: string): Promise<void> {
  while (!(await linked(draft, file))) {
    const owner = await ownerOf(file);
    if (owner === undefined) continue;
    if (isAlive(owner)) throw inUse(dataDir, owner);
    const takeover = `${file}.after-${owner.pid}-${owner.startTime}`;
    await take(draft, takeover, dataDir);
    try {
      const now = await ownerOf(file);
      const isUnchanged = now?.pid === owner.pid && now.startTime === owner.startTime;
      if (!isUnchanged) continue;
      const replacement = `${draft}.replacement`;
      await link(draft, replacement);
      await rename(replacement, file);
      return;
    } finally {
      await rm(takeover, { force: true });
    }
  }
}

function inUse(dataDir: string, owner: Owner): SetupError {
  return new SetupError(
    `${dataDir} is in use by a running start (process ${owner.pid}). Stop that one first, or set DATA_DIR to another folder.`,
  );
}

/** A link, unlike a new file, appears with its content: no reader ever sees a lock without an owner. */
async function linked(draft: string, file: string): Promise<boolean> {
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function ownerOf(file: string): Promise<Owner | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Owner;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function isAlive(owner: Owner): boolean {
  return startTimeOf(owner.pid) === owner.startTime;
}
