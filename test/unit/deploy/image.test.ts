import { globSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NODE_ARGUMENTS, NODE_ENVIRONMENT } from '../../../deploy/embedded/node-program.ts';
import packageJson from '../../../package.json' with { type: 'json' };

const dockerfile = readFileSync('deploy/docker/Dockerfile', 'utf8');
const lastStage = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));

/** Types are erased, and their packages are not loaded. */
const IMPORT =
  /^(?:import |(?:import|export)(?! type\b)[^'\n]* from |\} from )'([^'\n]+)'|\bimport\('([^'\n]+)'\)/gm;

/** Files under the root of the repository that a program loads, itself included, and the packages they import. */
function loadedBy(programs: readonly string[]): { files: Set<string>; packages: Set<string> } {
  const files = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: string): void => {
    if (files.has(file)) return;
    files.add(file);
    if (!file.endsWith('.ts')) return;
    for (const [, from, dynamic] of readFileSync(file, 'utf8').matchAll(IMPORT)) {
      const name = from ?? dynamic ?? '';
      if (name.startsWith('.')) visit(join(dirname(file), name));
      else if (name.startsWith('#shared/')) visit(name.replace('#shared', 'services/shared'));
      else if (name.startsWith('#schemas/')) visit(name.replace('#schemas', 'schemas'));
      else if (!name.startsWith('node:') && !builtinModules.includes(name)) packages.add(packageOf(name));
    }
  };
  programs.forEach(visit);
  return { files, packages };
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

const left = /^RUN rm -r (.+)$/m.exec(dockerfile)?.[1]?.split(' ') ?? [];
const programs = [
  ...globSync('services/*/main.ts'),
  ...globSync('commands/*.ts').filter((file) => !left.includes(file)),
  'deploy/migrate/main.ts',
  'deploy/docker/healthcheck.ts',
  'deploy/docker/warm-cache.ts',
];
const { files, packages } = loadedBy(programs);

describe('the image', () => {
  it('holds every package that a program imports, and no other', () => {
    expect(Object.keys(packageJson.dependencies).sort()).toEqual([...packages].sort());
    // Optional packages of our own are for the embedded servers; npm installs them wherever they fit.
    const removed = Object.keys(packageJson.optionalDependencies).map((name) => name.split('/')[0]);
    for (const scope of removed) expect(dockerfile).toContain(`&& rm -rf node_modules/${scope}\n`);
  });

  it('holds nothing of the embedded servers', () => {
    expect(dockerfile).not.toMatch(/^COPY .*deploy\/embedded/m);
    expect([...files].filter((file) => file.startsWith('deploy/embedded/'))).toEqual([]);
  });

  it('holds every file that a program loads', () => {
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, paths = '']) =>
      paths.split(' '),
    );
    const missing = [...files].filter(
      (file) => !copied.some((path) => file === path || file.startsWith(`${path}/`)),
    );
    expect(missing).toEqual([]);
    const ignore = readFileSync('.dockerignore', 'utf8').split('\n');
    for (const path of copied) {
      expect(
        ignore.some((line) => line.startsWith('!') && `${path}/`.startsWith(`${line.slice(1)}/`)),
        path,
      ).toBe(true);
    }
  });

  it('applies the SQL and the Avro of this repository, as the embedded servers do', () => {
    expect(files).toContain('services/shared/postgres/migrate.ts');
    expect(files).toContain('services/shared/clickhouse/migrate.ts');
    expect(loadedBy(['deploy/embedded/prepare.ts']).files).toContain('deploy/migrate/migrate.ts');
    expect(dockerfile).toMatch(/^COPY schemas \.\/schemas$/m);
    for (const file of ['postgres/migrate.ts', 'clickhouse/migrations.ts', 'kafka/avro/avro-schemas.ts']) {
      expect(readFileSync(`services/shared/${file}`, 'utf8'), file).toMatch(
        /new URL\('(?:\.\.\/)+schemas\/(postgres|clickhouse|avro)\/', import\.meta\.url\)/,
      );
    }
  });

  it('holds nothing that is for developing', () => {
    const stage = dockerfile.slice(0, dockerfile.indexOf('\nFROM', dockerfile.indexOf('AS packages')));
    expect(stage.match(/npm ci [^\n]*/g)?.every((line) => line.includes('--omit=dev'))).toBe(true);
  });

  it('runs on the Node of the project, without root, and tells its health without curl', () => {
    expect(new Set([...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image))).toEqual(
      new Set([`node:${packageJson.devDependencies.node}-trixie-slim`]),
    );
    expect(lastStage).toMatch(/^USER node$/m);
    expect(lastStage).not.toMatch(/--chown|^RUN /m);
    expect(lastStage).toMatch(/^HEALTHCHECK [\s\S]*CMD \["node", "deploy\/docker\/healthcheck\.ts"\]$/m);
    expect(lastStage).toContain(
      `ENTRYPOINT ${JSON.stringify(['node', ...NODE_ARGUMENTS]).replaceAll(',', ', ')}\n`,
    );
    for (const [name, value] of Object.entries(NODE_ENVIRONMENT))
      expect(lastStage).toContain(`    ${name}=${value} `);
  });
});
