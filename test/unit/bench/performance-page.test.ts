import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { withFigures } from '../../bench/performance-page.ts';
import { readResult } from '../../bench/result.ts';

const page = readFileSync('docs/performance.md', 'utf8');
const result = await readResult('docs/performance.json');

describe('docs/performance.md', () => {
  it('shows the figures of docs/performance.json', () => {
    expect(withFigures(page, result)).toBe(page);
  });

  it('keeps what people wrote around the figures', () => {
    const other = withFigures(page, { ...result, medians: { 'first byte to 202: s': 7 } });
    expect(other).toContain('| first byte to 202 | 7 s |');
    expect(other).not.toContain('topic to PostgreSQL, alone');
    expect(other.slice(0, other.indexOf('<!--'))).toBe(page.slice(0, page.indexOf('<!--')));
    expect(other.slice(other.lastIndexOf('<!--'))).toBe(page.slice(page.lastIndexOf('<!--')));
  });

  it('refuses a page that has no place for figures', () => {
    expect(() => withFigures('# Performance\n', result)).toThrow('needs');
  });
});
