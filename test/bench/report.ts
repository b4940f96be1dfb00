import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { withFigures } from './performance-page.ts';
import { readResult, writeResult } from './result.ts';

/**
 * `npm run bench:report -- <file.json>`: keeps a result that the bench wrote by `--out` as docs/performance.json, and
 * puts its figures into docs/performance.md.
 */
const { positionals } = parseArgs({ allowPositionals: true });
const [file] = positionals;
if (file === undefined) {
  console.error('Usage: npm run bench:report -- <file.json>');
  process.exit(1);
}
const result = await readResult(file);
const page = 'docs/performance.md';
await writeFile(page, withFigures(await readFile(page, 'utf8'), result));
await writeResult('docs/performance.json', result);
