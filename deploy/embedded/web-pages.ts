import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './tool.ts';

const root = join(import.meta.dirname, '../..');
const sources = join(root, 'services/portal/web');
const built = join(sources, 'dist');
/** What the pages are made of beside their own sources. */
const contracts = [
  ...['audit', 'csv', 'events', 'imports', 'records', 'texts'].map((name) =>
    join(root, 'services/shared', name),
  ),
  join(root, 'schemas/csv'),
];
const vite = join(root, 'node_modules/vite/bin/vite.js');
/** Beside the packages: on the same file system as the pages, so that a rename moves them. */
const workshop = join(root, 'node_modules/.cache');

/**
 * Builds the portal's pages when a source is newer than what was built. The result is put in place at the end,
 * so that an interrupted build is not taken for a finished one. Throws with Vite's words when it fails.
 */
export async function buildWebPages(log: (line: string) => void, signal: AbortSignal): Promise<void> {
  const page = join(sources, 'index.html');
  if (!existsSync(page)) return;
  const result = join(built, 'index.html');
  if (existsSync(result) && (await stat(result)).mtimeMs > (await newestSource())) return;
  log('building the pages');
  const unfinished = join(workshop, `portal-web-${process.pid}`);
  await mkdir(workshop, { recursive: true });
  try {
    const target = ['--outDir', unfinished, '--emptyOutDir', '--logLevel', 'warn'];
    // Tests have an environment of their own, in which React is twice as large and slow as in what people get.
    const env = { ...process.env, NODE_ENV: 'production' };
    await run(process.execPath, [vite, 'build', sources, ...target], { env, signal });
    await rm(built, { recursive: true, force: true });
    await rename(unfinished, built);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function newestSource(): Promise<number> {
  const times = [(await stat(join(root, 'package-lock.json'))).mtimeMs];
  for (const folder of [sources, ...contracts]) {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile() && !path.startsWith(built)) times.push((await stat(path)).mtimeMs);
    }
  }
  return Math.max(...times);
}
