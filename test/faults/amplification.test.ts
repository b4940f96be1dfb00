import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { accept, finished, sql } from '../support/product.ts';
import { dataDir } from '../support/running-product.ts';

const HEADER = 'Username,Course Number,Course Name,Course Type,Completion Date';
/** Enough that what the servers write by themselves meanwhile does not matter. */
const FILE_BYTES = 500_000;
/** Hundreds of thousands of failures, on a machine that is busy with other things. */
const END_WITHIN_MS = 300_000;

/** How many times its own bytes a file may take in PostgreSQL, Kafka and ClickHouse together. */
const MAX_TIMES = 30;

/** What the files of a folder take of the disk; Kafka's indexes are sparse. */
async function diskBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map(({ parentPath, name }) =>
      stat(join(parentPath, name)).then(
        ({ blocks }) => 512 * blocks,
        // Servers remove files of theirs meanwhile.
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function stored(): Promise<Record<'postgres' | 'kafka' | 'clickhouse', number>> {
  const [row] = await sql<{ bytes: string }>('SELECT pg_database_size(current_database()) AS bytes');
  const folder = (name: string) => diskBytes(join(dataDir(), name));
  return {
    postgres: Number(row?.bytes),
    kafka: await folder('kafka'),
    clickhouse: await folder('clickhouse'),
  };
}

/** What to look at when it is too much. */
function largestTables(): Promise<object[]> {
  return sql(
    `SELECT relname AS name, pg_total_relation_size(oid) AS bytes FROM pg_class
     WHERE relkind = 'r' ORDER BY pg_total_relation_size(oid) DESC LIMIT 6`,
  );
}

it.each([
  ['a letter', 'x\n'],
  ['five cells, each with its own reason', 'x,,,,\n'],
])(
  'a file of rows of %s that fail takes 30 times its bytes at most',
  async (_, row) => {
    const rows = Math.floor(FILE_BYTES / row.length);
    const before = await stored();
    const { id } = await accept(`${HEADER}\n${row.repeat(rows)}`);
    expect(await finished(id, 'acme-hr', END_WITHIN_MS)).toMatchObject({
      status: 'Complete but with errors',
      total: rows,
      failures: rows,
    });
    const after = await stored();
    const grown = {
      postgres: after.postgres - before.postgres,
      kafka: after.kafka - before.kafka,
      clickhouse: after.clickhouse - before.clickhouse,
    };
    const all = grown.postgres + grown.kafka + grown.clickhouse;
    expect(all / FILE_BYTES, JSON.stringify({ grown, tables: await largestTables() })).toBeLessThan(
      MAX_TIMES,
    );
  },
  2 * END_WITHIN_MS,
);
