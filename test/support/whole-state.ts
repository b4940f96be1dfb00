import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { historyMirrored } from './history-mirrored.ts';
import { clickhouse, endpoints, sql } from './product.ts';
import { dataDir } from './running-product.ts';

/** Every table, and every object, as one text each. */
export type WholeState = Readonly<Record<string, string>>;

/** What moves on with whatever is read, or by itself. */
const MOVING = [
  'consumer_positions',
  'mirror_positions',
  'mirror_checks',
  'history_mirror',
  'outbox',
  'object_intents',
];

/** Columns of tenants that every upload moves, and of events, which are told after they are written. */
const MOVING_COLUMNS = ['clock_us', 'upload_day', 'uploaded_bytes', 'prepared_at'];

/**
 * What PostgreSQL, ClickHouse and the bucket hold, leaving out what belongs to some imports.
 *
 * @param without their ids, those of check runs included
 */
export async function wholeState(without: readonly string[] = []): Promise<WholeState> {
  await historyMirrored();
  return { ...(await postgresTables(without)), ...(await clickhouseTables()), ...(await objects(without)) };
}

async function postgresTables(without: readonly string[]): Promise<WholeState> {
  const tables = await sql<{ name: string; of_import: boolean }>(
    `SELECT c.relname AS name, EXISTS (
       SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'import_id') AS of_import
     FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND c.relname <> ALL ($1)
     ORDER BY c.relname`,
    [MOVING],
  );
  const state: Record<string, string> = {};
  for (const { name, of_import } of tables) {
    const [row] = await sql<{ dump: string }>(
      `SELECT count(*) || ' ' || coalesce(md5(string_agg(line, E'\n' ORDER BY line)), '') AS dump FROM (
         SELECT (to_jsonb(t) - $1::text[])::text AS line FROM ${name} t
         WHERE ${of_import ? 'import_id IS NULL OR import_id <> ALL ($2::uuid[])' : '$2::uuid[] IS NOT NULL'}
       ) AS lines`,
      [MOVING_COLUMNS, without],
    );
    state[`postgres ${name}`] = row?.dump ?? '';
  }
  return state;
}

async function clickhouseTables(): Promise<WholeState> {
  const tables = await clickhouse<{ name: string; final: string }>(
    `SELECT name, if(engine LIKE '%ReplacingMergeTree', 'FINAL', '') AS final
     FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree'`,
  );
  const state: Record<string, string> = {};
  for (const { name, final } of tables) {
    const [row] = await clickhouse<{ dump: string }>(
      `SELECT concat(toString(count()), ' ', toString(groupBitXor(cityHash64(*)))) AS dump FROM ${name} ${final}`,
    );
    state[`clickhouse ${name}`] = row?.dump ?? '';
  }
  return state;
}

async function objects(without: readonly string[]): Promise<WholeState> {
  const folder = join(dataDir(), 's3', 'objects', endpoints().s3.bucket);
  const theirs = await sql<{ key: string }>(
    `SELECT unnest(ARRAY[original_key, error_file_key]) AS key FROM imports WHERE import_id = ANY ($1::uuid[])`,
    [without],
  );
  const leftOut = new Set(theirs.map(({ key }) => key));
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) =>
    entry.isFile(),
  );
  const state: Record<string, string> = {};
  for (const file of files) {
    const path = join(file.parentPath, file.name);
    const key = relative(folder, path);
    if (!leftOut.has(key)) state[`object ${key}`] = String((await stat(path)).size);
  }
  return state;
}
