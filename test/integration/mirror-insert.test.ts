import { createClient } from '@clickhouse/client';
import { expect, it } from 'vitest';
import { insertIntoMirror } from '#shared/clickhouse/mirror-insert.ts';
import { compressLines, tabSeparatedLine } from '#shared/clickhouse/tab-separated.ts';
import { clickhouse, endpoints } from '../support/product.ts';

const TEXTS = [
  'back\\slash',
  '\\N',
  '\\t',
  'a\tb',
  'c\r\nd',
  '\r',
  '',
  null,
  'it\'s "quoted"',
  'Zoë, 王 🎓',
  'nul\0',
];

it('what the mirror is given as lines comes out as it was, whatever is in it', async () => {
  const { url, database, username, password } = endpoints().clickhouse;
  await using client = createClient({ url, database, username, password });
  await client.command({ query: 'DROP TABLE IF EXISTS odd_texts' });
  await client.command({
    query:
      'CREATE TABLE odd_texts (n UInt32, text Nullable(String), after String) ENGINE = MergeTree ORDER BY n',
  });
  const lines = TEXTS.map((text, n) => tabSeparatedLine([n, text, 'after']));
  await insertIntoMirror(client, {
    table: 'odd_texts',
    columns: ['n', 'text', 'after'],
    lines: [compressLines(lines.slice(0, 4)), compressLines(lines.slice(4))],
  });
  expect(await clickhouse('SELECT n, text, after FROM odd_texts ORDER BY n')).toEqual(
    TEXTS.map((text, n) => ({ n, text, after: 'after' })),
  );
  await client.command({ query: 'DROP TABLE odd_texts SYNC' });
});
