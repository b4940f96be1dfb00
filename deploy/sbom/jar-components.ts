import { basename } from 'node:path';

/** A part of the embedded Java servers, as a CycloneDX component. */
export interface JarComponent {
  readonly type: 'library';
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version: string;
  readonly hashes: readonly [{ readonly alg: 'SHA-256'; readonly content: string }];
}

/** `<name>-<version>.jar`: the version begins with the first digit behind a dash. */
const FILE_NAME = /^(?<name>.+?)-(?<version>\d[^/]*?)(?:-all)?\.(?:jar|tar\.gz)$/;

/** The components that a list of sums names; one that two servers use stands there once. */
export function jarComponents(sums: string): JarComponent[] {
  const components = new Map<string, JarComponent>();
  for (const line of sums.split('\n').filter((one) => one !== '')) {
    const [sum = '', path = ''] = line.split('  ');
    const { name = basename(path), version = '' } = FILE_NAME.exec(basename(path))?.groups ?? {};
    components.set(sum, {
      type: 'library',
      'bom-ref': `sha256:${sum}`,
      name,
      version,
      hashes: [{ alg: 'SHA-256', content: sum }],
    });
  }
  return [...components.values()];
}
