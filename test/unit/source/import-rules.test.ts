import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');

interface Import {
  readonly from: string;
  readonly to: string;
}

/** Every import of a file of the repository by another, as paths from its root. */
function importsOf(pattern: string): Import[] {
  return globSync(pattern, { cwd: ROOT, exclude: (path) => path === 'node_modules' }).flatMap((from) =>
    [...readFileSync(join(ROOT, from), 'utf8').matchAll(/(?:from|import) '((?:\.|#)[^']+)'/g)].map(
      ([, specifier = '']) => ({ from, to: resolved(from, specifier) }),
    ),
  );
}

function resolved(from: string, specifier: string): string {
  if (specifier.startsWith('#shared/')) return specifier.replace('#shared/', 'services/shared/');
  if (specifier.startsWith('#schemas/')) return specifier.replace('#', '');
  return relative(ROOT, resolve(ROOT, dirname(from), specifier));
}

const folder = (path: string, depth: number): string => path.split('/')[depth] ?? '';

const ofServices = importsOf('services/**/*.{ts,tsx}');

it('finds imports at all', () => {
  expect(ofServices.length).toBeGreaterThan(1_000);
});

it('services never import each other, and what they share imports none of them', () => {
  const wrong = ofServices.filter(
    ({ from, to }) =>
      to.startsWith('services/') && !to.startsWith('services/shared/') && folder(from, 1) !== folder(to, 1),
  );
  expect(wrong).toEqual([]);
});

it('a row passes the folders of transcript-writer from left to right', () => {
  const order = ['consume', 'decode', 'validate', 'write', 'publish'];
  const leaves = ['feeds', 'people'];
  const inWriter = ofServices.filter(({ from, to }) =>
    [from, to].every((path) => path.startsWith('services/transcript-writer/')),
  );
  const wrong = inWriter.filter(({ from, to }) => {
    const [source, target] = [folder(from, 2), folder(to, 2)];
    if (leaves.includes(source)) return order.includes(target);
    return order.includes(target) && order.indexOf(target) < order.indexOf(source);
  });
  expect(wrong).toEqual([]);
});
