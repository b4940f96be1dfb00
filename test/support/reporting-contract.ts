import { readFileSync } from 'node:fs';

const PAGE = readFileSync('docs/reporting.md', 'utf8');

export interface DocumentedColumn {
  readonly name: string;
  readonly type: string;
}

/** The columns of each view, as docs/reporting.md has them. */
export function documentedViews(): Record<string, DocumentedColumn[]> {
  const sections = [...PAGE.matchAll(/^### (\w+)\n(.*?)(?=^##)/gms)];
  return Object.fromEntries(
    sections.map(([, view = '', text = '']) => [
      view,
      [...text.matchAll(/^\| (\w+) \| ([^|]+) \|/gm)]
        .map(([, name = '', type = '']) => ({ name, type }))
        .filter(({ name }) => name !== 'column'),
    ]),
  );
}

/** Every query that docs/reporting.md shows, by the sentence before it. */
export function documentedExamples(): { title: string; query: string }[] {
  return [...PAGE.matchAll(/^([^\n]+):\n\n```sql\n(.*?)```/gms)].map(([, title = '', query = '']) => ({
    title,
    query,
  }));
}
