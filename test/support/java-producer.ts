import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { promisify } from 'node:util';

export const execute = promisify(execFile);

/** Packages of other languages come once for a machine; the folder's name changes with what is asked for. */
const CACHE = 'node_modules/.cache/producers';

/** Fills a folder of the cache by `fill`, once for the content of `file`; a broken attempt leaves nothing behind. */
export async function cached(file: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const name = createHash('sha256')
    .update(await readFile(file))
    .digest('hex')
    .slice(0, 16);
  const folder = `${CACHE}/${name}`;
  if (existsSync(folder)) return folder;
  const work = `${folder}.${process.pid}`;
  await mkdir(CACHE, { recursive: true });
  try {
    await fill(work);
    await rename(work, folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return folder;
}

/** The folder with the jars that the Java producers need. */
export function javaLibraries(): Promise<string> {
  const pom = 'deploy/producers/java/pom.xml';
  return cached(pom, async (folder) => {
    await execute('mvn', [
      ...['-q', '-B', '-f', pom, 'dependency:copy-dependencies', '-DincludeScope=runtime'],
      `-DoutputDirectory=${process.cwd()}/${folder}`,
    ]);
  });
}

/** Why Java producers cannot run here, or undefined when they can: they are compiled, so a runtime is not enough. */
export async function javaMissing(): Promise<string | undefined> {
  for (const [tool, version] of [
    ['javac', '-version'],
    ['mvn', '-v'],
  ] as const) {
    const answers = await execute(tool, [version]).then(
      () => true,
      () => false,
    );
    if (!answers) return `${tool} is not on this machine`;
  }
  return undefined;
}
