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

it('nothing but tests imports the embedded servers, which are a tool of their own', () => {
  const others = ['services', 'commands', 'deploy'].flatMap((root) => importsOf(`${root}/**/*.{ts,tsx,mjs}`));
  const wrong = others.filter(
    ({ from, to }) => to.startsWith('deploy/embedded/') && !from.startsWith('deploy/embedded/'),
  );
  expect(wrong).toEqual([]);
});

it.each([
  ['transcript-writer', ['consume', 'decode', 'validate', 'write', 'publish'], ['feeds', 'people']],
  ['aggregator', ['consume', 'flush', 'finish', 'error-files', 'mirror'], []],
])('a row passes the folders of %s from left to right', (service, order, leaves) => {
  const inService = ofServices.filter(({ from, to }) =>
    [from, to].every((path) => path.startsWith(`services/${service}/`)),
  );
  const wrong = inService.filter(({ from, to }) => {
    const [source, target] = [folder(from, 2), folder(to, 2)];
    if (leaves.includes(source)) return order.includes(target);
    return order.includes(target) && order.indexOf(target) < order.indexOf(source);
  });
  expect(wrong).toEqual([]);
});

it('nothing stands loose beside the folders of a service but its start, settings and metrics', () => {
  const loose = globSync('services/{ingest,transcript-writer,aggregator,portal}/*.ts', { cwd: ROOT })
    .map((path) => folder(path, 2))
    .filter((name) => !['main.ts', 'service.ts', 'config.ts', 'metrics.ts'].includes(name));
  expect(loose).toEqual([]);
});
