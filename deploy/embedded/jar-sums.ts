import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { SetupError } from './errors.ts';

/** One line a file, as `sha256sum` writes it: the sum, two blanks, the path. */
const listFile = join(import.meta.dirname, 'java/sha256.txt');

/**
 * Compares the files of a folder with the list in this repository. Maven checks a download against what the server it
 * came from says of it; this checks it against what the same file was when its version was chosen.
 *
 * @param list the list to compare with; this repository's when left out
 * @throws SetupError naming every file that differs, is missing, or is not in the list
 */
export async function checkJarSums(folder: string, list: string = listFile): Promise<void> {
  const expected = parseSums(await readFile(list, 'utf8'));
  const actual = await sumsOf(folder);
  const problems = [
    ...[...expected].filter(([path]) => !actual.has(path)).map(([path]) => `${path} is missing`),
    ...[...actual].filter(([path]) => !expected.has(path)).map(([path]) => `${path} is not in the list`),
    ...[...actual]
      .filter(([path, sum]) => expected.has(path) && expected.get(path) !== sum)
      .map(([path, sum]) => `${path} has the SHA-256 sum ${sum}, not ${expected.get(path)}`),
  ];
  if (problems.length === 0) return;
  throw new SetupError(
    `What Maven fetched is not what deploy/embedded/java/sha256.txt lists, so none of it is run:\n  ${problems.join('\n  ')}`,
  );
}

/** Writes the list again from the files of a folder. */
export async function writeJarSums(folder: string, list: string = listFile): Promise<void> {
  const lines = [...(await sumsOf(folder))].map(([path, sum]) => `${sum}  ${path}\n`);
  await writeFile(list, lines.join(''));
}

async function sumsOf(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
    .sort();
  const sums = new Map<string, string>();
  for (const path of paths) sums.set(path, await sumOf(join(folder, path)));
  return sums;
}

async function sumOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

function parseSums(text: string): Map<string, string> {
  const lines = text.split('\n').filter((line) => line !== '');
  return new Map(
    lines.map((line) => {
      const [sum = '', path = ''] = line.split('  ');
      return [path, sum];
    }),
  );
}
