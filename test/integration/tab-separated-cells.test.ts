import pg from 'pg';
import { expect, it } from 'vitest';
import { tabSeparatedLine } from '#shared/clickhouse/tab-separated.ts';
import { type Column, tabSeparatedCells } from '../../services/transcript-writer/batch/text-column.ts';
import { endpoints } from '../support/product.ts';

const TEXTS = [
  'Zoë "quoted", ok',
  'a\tb\nc',
  'back\\slash',
  '\\N',
  '\\t is no tab',
  "it's {1,2}",
  '😀\\\n\t\\',
  null,
];

it('PostgreSQL writes the cells of a replaced record as they are written here', async () => {
  const client = new pg.Client({ connectionString: endpoints().postgres.url });
  await client.connect();
  const names = TEXTS.map((_, index) => `text_${index}`);
  const columns: readonly Column[] = [
    ['number', 'int', 'nullable'],
    ...names.map((name): Column => [name, 'text', 'nullable']),
    ['day', 'date'],
    ['score', 'numeric'],
    ['last', 'text'],
  ];
  const { rows } = await client.query<{ cells: string }>(
    `SELECT ${tabSeparatedCells(columns, 'record')} AS cells
     FROM (SELECT ${names.map((name, index) => `$${index + 1}::text AS ${name}`).join(', ')},
       NULL::int AS number, date '2012-03-25' AS day, 7.5::numeric(7, 4) AS score, E'\\t' AS last) AS record`,
    TEXTS,
  );
  await client.end();
  expect(rows[0]?.cells).toBe(tabSeparatedLine([null, ...TEXTS, '2012-03-25', '7.5000', '\t']));
});
