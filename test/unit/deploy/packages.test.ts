import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import packageJson from '../../../package.json' with { type: 'json' };

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  packages: Record<
    string,
    { version: string; hasInstallScript?: boolean; optional?: boolean; integrity?: string }
  >;
};

it('names every dependency by its exact version', () => {
  const { dependencies, devDependencies, optionalDependencies } = packageJson;
  const versions = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies });
  expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  expect(lock.packages['']).toMatchObject({
    dependencies,
    devDependencies,
    optionalDependencies,
  });
});

it('knows the content of every package that must be there', () => {
  // Packages for other systems than the one that made the lock file are optional; npm asks for their content then.
  const unknown = Object.entries(lock.packages).filter(
    ([path, { integrity, optional }]) =>
      path !== '' && optional !== true && !integrity?.startsWith('sha512-'),
  );
  expect(unknown.map(([path]) => path)).toEqual([]);
});

it('decides for each package that has an install script, and lets npm run none by itself', () => {
  const withScript = Object.entries(lock.packages)
    .filter(([, { hasInstallScript }]) => hasInstallScript === true)
    .map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length));
  expect(Object.keys(packageJson.allowScripts).sort()).toEqual([...new Set(withScript)].sort());
  expect(readFileSync('.npmrc', 'utf8')).toMatch(/^ignore-scripts=true$/m);
});
