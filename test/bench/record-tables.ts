/**
 * What writing courses costs PostgreSQL, by how `course_records` is laid out: fill factors, and hash partitions by tenant.
 * Every layout is written by the product's own statement, batch after batch in turns, so that whatever else the machine does
 * meets all of them; the processor time is that of each one's own session.
 *
 *   node deploy/embedded/run.mjs --no-servers test/bench/record-tables.ts --url <an empty database, as superuser>
 */
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { migratePostgres } from '#shared/postgres/migrate.ts';
import { type Client, createPool } from '#shared/postgres/pool.ts';
import { RowResults } from '../../services/transcript-writer/write/row-results.ts';
import {
  type CoursesToWrite,
  prepareCourses,
  writeCourses,
} from '../../services/transcript-writer/write/write-courses.ts';
import { acceptedCourse } from '../support/accepted-course.ts';
import { cpuSeconds } from './usage.ts';

const { values: options } = parseArgs({
  options: {
    url: { type: 'string' },
    rows: { type: 'string', default: '200000' },
    tenants: { type: 'string', default: '4' },
  },
});

/** What transcript-writer writes in a transaction of an import that runs alone. */
const BATCH_ROWS = 4_000;
/** Courses of each person: an import's rows stand by person. */
const COURSES = 20;

interface Layout {
  readonly name: string;
  readonly fillfactor: number;
  readonly partitions: number;
}

const LAYOUTS: readonly Layout[] = [
  { name: 'as it is: one table, 50', fillfactor: 50, partitions: 0 },
  { name: '8 partitions, 50', fillfactor: 50, partitions: 8 },
  { name: '16 partitions, 50', fillfactor: 50, partitions: 16 },
  { name: '32 partitions, 50', fillfactor: 50, partitions: 32 },
  { name: 'one table, 40', fillfactor: 40, partitions: 0 },
  { name: 'one table, 60', fillfactor: 60, partitions: 0 },
  { name: 'one table, 80', fillfactor: 80, partitions: 0 },
  { name: 'one table, 100', fillfactor: 100, partitions: 0 },
];

async function createLayout(
  client: Client,
  schema: string,
  { fillfactor, partitions }: Layout,
): Promise<void> {
  await client.query(`CREATE SCHEMA ${schema}`);
  const like = 'LIKE public.course_records INCLUDING ALL';
  if (partitions === 0) {
    await client.query(`CREATE TABLE ${schema}.course_records (${like}) WITH (fillfactor = ${fillfactor})`);
  } else {
    await client.query(`CREATE TABLE ${schema}.course_records (${like}) PARTITION BY HASH (tenant_id)`);
    for (let remainder = 0; remainder < partitions; remainder += 1)
      await client.query(
        `CREATE TABLE ${schema}.course_records_${remainder} PARTITION OF ${schema}.course_records
         FOR VALUES WITH (MODULUS ${partitions}, REMAINDER ${remainder}) WITH (fillfactor = ${fillfactor})`,
      );
  }
  await client.query(`SET search_path = ${schema}, public`);
}

/** The batches of one pass: each tenant's import, one after another. */
function* batches(pass: number): Generator<CoursesToWrite> {
  const perTenant = Math.ceil(Number(options.rows) / Number(options.tenants));
  for (let tenantId = 1; tenantId <= Number(options.tenants); tenantId += 1) {
    const importId = randomUUID();
    for (let from = 0; from < perTenant; from += BATCH_ROWS) {
      const rows = Math.min(BATCH_ROWS, perTenant - from);
      const courses = Array.from({ length: rows }, (_, index) => {
        const row = from + index;
        const personId = Math.floor(row / COURSES) + 1;
        const position = { timeUs: 1_700_000_000_000_000 + pass, source: 0, number: row + 1 };
        return acceptedCourse(
          { importId, tenantId, personId, position },
          {
            courseNumber: `SAFETY-${row % COURSES}`,
            courseName: `Working safely, part ${row % COURSES}, edition ${pass}`,
            score: String((row + pass) % 100),
            instructor: 'Pat Morgan',
            provider: 'Northern Training',
            location: 'Hall 7',
          },
        );
      });
      yield prepareCourses(courses, pass * 1_000_000_000 + from + 1, new RowResults());
    }
  }
}

async function main(url: string): Promise<void> {
  await migratePostgres(url, {});
  const pool = createPool(url, { applicationName: 'bench', max: LAYOUTS.length, onError: console.error });
  const sessions = await Promise.all(
    LAYOUTS.map(async (layout, index) => {
      const client = await pool.connect();
      const schema = `layout_${index}`;
      await createLayout(client, schema, layout);
      const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      return { layout, client, schema, pid: rows[0]?.pid ?? 0, figures: new Map<string, string>() };
    }),
  );
  for (const [pass, what] of ['fresh', 'overwritten', 'overwritten again'].entries()) {
    const began = sessions.map(({ pid }) => cpuSeconds(pid));
    let written = 0;
    for (const batch of batches(pass)) {
      written += Number(batch.values?.at(-1) ?? 0);
      for (const { client } of sessions) await writeCourses(client, batch, new RowResults());
    }
    for (const [index, { pid, figures }] of sessions.entries())
      figures.set(
        `${what}: µs a row`,
        (((cpuSeconds(pid) - (began[index] ?? 0)) / written) * 1e6).toFixed(2),
      );
  }
  for (const { client, schema, figures } of sessions) {
    await client.query('SELECT pg_stat_force_next_flush()');
    const { rows } = await client.query<{ bytes: number; hot: number }>(
      `SELECT sum(pg_total_relation_size(c.oid))::float8 / $2 AS bytes,
         sum(pg_stat_get_tuples_hot_updated(c.oid))::float8 / nullif(sum(pg_stat_get_tuples_updated(c.oid)), 0) AS hot
       FROM pg_class c WHERE relnamespace = $1::regnamespace AND relkind = 'r'`,
      [schema, Number(options.rows)],
    );
    figures.set('bytes a row', (rows[0]?.bytes ?? 0).toFixed(0));
    figures.set('HOT, of 1,000', ((rows[0]?.hot ?? 0) * 1_000).toFixed(0));
  }
  console.table(
    Object.fromEntries(sessions.map(({ layout, figures }) => [layout.name, Object.fromEntries(figures)])),
  );
  for (const { client } of sessions) client.release(true);
  await pool.end();
}

if (options.url === undefined) throw new Error('Say --url, an empty database.');
await main(options.url);
