import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { migrationVariables } from '../../../deploy/migrate/config.ts';
import { CONFIGS, SERVICES } from './services.ts';

const text = readFileSync('deploy/README.md', 'utf8');
const rows = [...text.matchAll(/^\| `([A-Z][A-Z0-9_]+)` \| ([^|]+) \| ([^|]+) \| [^|]*\|$/gm)].map(
  ([, name = '', readers = '', fallback = '']) => ({
    name,
    readers: readers
      .trim()
      .split(', ')
      .flatMap((reader) => (reader === 'all' ? SERVICES : [reader])),
    fallback: fallback.trim(),
  }),
);

it('the table of settings has every variable once, with whoever reads it', () => {
  const expected = new Map<string, string[]>();
  for (const [service, { settings }] of Object.entries(CONFIGS)) {
    for (const name of Object.keys(settings.shape))
      expected.set(name, [...(expected.get(name) ?? []), service]);
  }
  for (const name of migrationVariables) expected.set(name, [...(expected.get(name) ?? []), 'migrate']);
  expect(Object.fromEntries(rows.map(({ name, readers }) => [name, readers.sort()]))).toEqual(
    Object.fromEntries([...expected].map(([name, readers]) => [name, readers.sort()])),
  );
  expect(rows).toHaveLength(expected.size);
});

it('and what holds without it', () => {
  for (const { name, fallback } of rows) {
    const type = Object.values(CONFIGS)
      .map(({ settings }) => settings.shape[name])
      .find((found) => found !== undefined);
    if (type === undefined) continue;
    const { success, data } = type.safeParse(undefined) as { success: boolean; data?: unknown };
    if (!success) expect(fallback, name).toBe('required');
    else if (data === undefined) expect(['none', 'no traces'], name).toContain(fallback);
    else expect(fallback, name).toBe(`\`${data}\``);
  }
});
