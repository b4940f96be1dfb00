import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ADVISORY_LOCKS } from '#shared/postgres/advisory-locks.ts';

const HOME = 'services/shared/postgres/advisory-locks.ts';
const sources = globSync(['services/**/*.ts', 'commands/**/*.ts', 'deploy/**/*.ts', 'schemas/**/*.sql']);

it('no two advisory locks have one number', () => {
  const numbers = Object.values(ADVISORY_LOCKS);
  expect(new Set(numbers).size).toBe(numbers.length);
});

it('every advisory lock is taken by its name', () => {
  expect(sources).toContain(HOME);
  const wrong = sources.filter((file) => {
    if (file === HOME) return false;
    const text = readFileSync(file, 'utf8');
    return /\b7_?412_?0\d\d\b/.test(text) || (/_advisory_/.test(text) && !text.includes('ADVISORY_LOCKS.'));
  });
  expect(wrong).toEqual([]);
});
