import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClickHouse } from '#shared/clickhouse/client.ts';
import { CERTIFICATION_COLUMNS } from '#shared/clickhouse/mirror-columns.ts';
import { tabSeparatedLine } from '#shared/clickhouse/tab-separated.ts';
import { renewLeases } from '#shared/imports/lease.ts';
import { AvroCodec } from '#shared/kafka/avro/avro-codec.ts';
import { migratePostgres } from '#shared/postgres/migrate.ts';
import { createPool } from '#shared/postgres/pool.ts';
import { createLogger } from '#shared/runtime/logging.ts';
import { Outages } from '#shared/runtime/outages.ts';
import { NO_TRACING } from '#shared/runtime/tracing.ts';
import { readConfig as readAggregatorConfig } from '../../services/aggregator/config.ts';
import { SourcePartitions } from '../../services/aggregator/consume/source-partitions.ts';
import { type Arrivals, noArrivals } from '../../services/aggregator/flush/arrivals.ts';
import { flush } from '../../services/aggregator/flush/flush.ts';
import { RemainingRows } from '../../services/aggregator/flush/remaining-rows.ts';
import { createMetrics } from '../../services/aggregator/metrics.ts';
import { DeletedPeopleFilter } from '../../services/aggregator/mirror/deleted-people.ts';
import { acquireLeases, finishLease, offerRows } from '../../services/ingest/row-producer/import-leases.ts';
import { loadPeople } from '../support/commands.ts';
import { mirroredCertifications, tenantId } from '../support/compare-state.ts';
import { serviceEnvironment } from '../support/credentials.ts';
import { fromCsv } from '../support/csv.ts';
import { leftBehind, NOTHING, sweepNow } from '../support/left-behind.ts';
import { mirrorRows, NO_ROWS } from '../support/mirror-rows.ts';
import { accept, call, endpoints, eventually, finished, sql } from '../support/product.ts';
import { ConnectionLost, losingConnection } from './writer/faulty-pool.ts';
import { createTestDatabase, inDatabase, type TestDatabase } from './writer/test-database.ts';

describe('between ClickHouse and the counts', () => {
  const config = readAggregatorConfig(serviceEnvironment('aggregator'));
  const clickhouse = createClickHouse(config, 'test');
  const pool = createPool(config.POSTGRES_URL, { applicationName: 'test', max: 2, onError: () => undefined });
  afterAll(async () => {
    await clickhouse.close();
    await pool.end();
  });

  const logger = createLogger('test', 'silent');
  const metrics = createMetrics();
  const codec = new AvroCodec(config.REGISTRY_URL);
  const context = (over: object) => ({
    clickhouse,
    pool,
    deletedPeople: new DeletedPeopleFilter({ pool, clickhouse, logger }),
    logger,
    metrics,
    sources: new SourcePartitions({ pool, codec, logger, metrics }),
    tracing: NO_TRACING,
    mirroring: new Outages({ pool, logger }, 'test').step('clickhouse'),
    signal: AbortSignal.timeout(60_000),
    remaining: new RemainingRows(),
    onStored: () => undefined,
    ...over,
  });

  /** One certification of an import that nobody else publishes, with its count. */
  async function publishedOf(name: string): Promise<{ arrivals: Arrivals; importId: string }> {
    const tenant = await tenantId('acme');
    const [row] = await sql<{ import_id: string; person_id: number }>(
      `INSERT INTO imports (tenant_id, type, source, initiated_by, accepted_us, files_removed_at)
       SELECT $1, 'certifications', 'file', 'test', clock_us - 1 - floor(random() * 1e9)::bigint, now()
       FROM tenants WHERE tenant_id = $1
       RETURNING import_id, (SELECT min(person_id) FROM people WHERE tenant_id = $1)::int AS person_id`,
      [tenant],
    );
    const importId = row?.import_id ?? '';
    const line = tabSeparatedLine([
      ...[tenant, row?.person_id ?? 0, 1, name, null, null],
      ...['2020-01-01', null, null, 'completed', importId, Date.now()],
    ]);
    const certification = mirrorRows(CERTIFICATION_COLUMNS, [line]);
    const counts = [{ importId, partition: 0, successes: 1, failures: 0, skipped: 0 }];
    // As the version before sends it: not numbered, and in no outbox.
    const change = {
      ...{ sourceTopic: 'training-records', sourcePartition: 0, nextOffset: 1, timeline: 0, sequence: 0 },
      ...{ part: 0, parts: 1, errors: 0, counts },
      ...{ courseRecords: NO_ROWS, pastCourses: NO_ROWS, certificationRecords: certification },
    };
    return { arrivals: { ...noArrivals(), changes: [change] }, importId };
  }

  const successesOf = async (importId: string) =>
    (
      await sql<{ successes: number }>('SELECT successes::int FROM imports WHERE import_id = $1', [importId])
    )[0]?.successes;

  const forget = (importId: string) =>
    sql(
      'WITH counts AS (DELETE FROM import_counts WHERE import_id = $1) DELETE FROM imports WHERE import_id = $1',
      [importId],
    );

  it('a crash leaves the record visible and not yet counted; publishing again counts it and doubles nothing', async () => {
    const name = `CRASH ${randomUUID()}`;
    const { arrivals, importId } = await publishedOf(name);
    const crashing = losingConnection(pool, { statement: 0, when: 'before' });
    await expect(flush(arrivals, context({ pool: crashing }))).rejects.toThrow(ConnectionLost);
    expect(await mirroredCertifications('acme', name)).toHaveLength(1);
    expect(await successesOf(importId)).toBe(0);
    for (const _time of ['again', 'and again']) await flush(arrivals, context({}));
    expect(await mirroredCertifications('acme', name)).toHaveLength(1);
    expect(await successesOf(importId)).toBe(1);
    await forget(importId);
  });

  it('nothing is counted while ClickHouse refuses', async () => {
    const { arrivals, importId } = await publishedOf(`CRASH ${randomUUID()}`);
    const refusing = Object.assign(Object.create(clickhouse) as typeof clickhouse, {
      insert: () => Promise.reject(new TypeError('refused for good')),
    });
    await expect(flush(arrivals, context({ clickhouse: refusing }))).rejects.toThrow('refused for good');
    expect(await successesOf(importId)).toBe(0);
    await forget(importId);
  });
});

describe("in the middle of the error file's upload", () => {
  beforeAll(() => loadPeople('acme', [{ username: 'crash.upload', employeeId: null }]));

  it('a killed aggregator leaves nothing that the sweeper does not find, and the import is finished by the next', async () => {
    // Some 20 MB, so that the file goes up in parts and takes its time.
    const rows = Array.from(
      { length: 40_000 },
      (_, row) => `crash.upload,UP-${row},${'n'.repeat(500)},Webinar,2020-01-01`,
    );
    const csv = `Username,Course Number,Course Name,Course Type,Completion Date\n${rows.join('\n')}\n`;
    const { id } = await accept(csv);
    const uploading = () =>
      sql(
        "SELECT upload_id FROM object_intents WHERE object_key LIKE '%/errors/%' AND upload_id IS NOT NULL",
      );
    await eventually(uploading, (intents) => intents.length > 0, 90_000);
    const [pid] = endpoints().pids['aggregator'] ?? [];
    process.kill(pid ?? 0, 'SIGKILL');
    expect(
      (await sql<{ status: string }>('SELECT status FROM imports WHERE import_id = $1', [id]))[0]?.status,
    ).toBe('in_progress');

    expect(await finished(id)).toMatchObject({
      status: 'Complete but with errors',
      total: 40_000,
      failures: 40_000,
    });
    const file = fromCsv(await (await call('acme-hr', `/api/imports/${id}/errors`)).text());
    expect(file.rows.map(([, number]) => number)).toEqual(rows.map((_, row) => `UP-${row}`));
    await sweepNow();
    expect(await leftBehind()).toEqual(NOTHING);
  });
});

describe('in the middle of a migration', () => {
  const name = 'crash_migration';
  const address = () => inDatabase(endpoints().postgres.url, name);

  async function schemaOf(): Promise<unknown[]> {
    const client = new pg.Client({ connectionString: address() });
    await client.connect();
    try {
      const { rows } = await client.query(
        `SELECT 'column' AS kind, table_name || '.' || column_name || ' ' || data_type AS name FROM information_schema.columns WHERE table_schema = 'public'
         UNION ALL SELECT 'policy', tablename || '.' || policyname FROM pg_policies
         UNION ALL SELECT 'index', indexname FROM pg_indexes WHERE schemaname = 'public'
         UNION ALL SELECT 'migration', name FROM schema_migrations ORDER BY 1, 2`,
      );
      return rows;
    } finally {
      await client.end();
    }
  }

  /** A migration in a process of its own, as it runs at a start. */
  function startMigration() {
    const script = `import { migratePostgres } from './services/shared/postgres/migrate.ts'; await migratePostgres(process.env.ADDRESS, {});`;
    return spawn(process.execPath, ['--input-type=module', '-e', script], {
      env: { PATH: process.env['PATH'], ADDRESS: address() },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }

  async function startOver(): Promise<void> {
    await sql(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await sql(`CREATE DATABASE ${name}`);
  }

  afterAll(() => sql(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));

  it('a killed one leaves nothing half done, and the next one ends the same', async () => {
    await startOver();
    await migratePostgres(address(), {});
    const whole = await schemaOf();
    for (let round = 0; round < 6; round += 1) {
      await startOver();
      const child = startMigration();
      const applied = () =>
        sql<{ pid: number }>(
          "SELECT pid FROM pg_stat_activity WHERE datname = $1 AND application_name = 'migrate'",
          [name],
        );
      await eventually(applied, (rows) => rows.length > 0, 20_000);
      await wait(round * 15);
      child.kill('SIGKILL');
      await migratePostgres(address(), {});
      expect(await schemaOf()).toEqual(whole);
    }
  });

  it('many at once end the same', async () => {
    await startOver();
    await Promise.all(Array.from({ length: 10 }, () => migratePostgres(address(), {})));
    const once = await schemaOf();
    await migratePostgres(address(), {});
    expect(await schemaOf()).toEqual(once);
  });
});

describe('two ingests that lease the same imports', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase('crash_leases', ['ingest', 'POSTGRES_PRODUCER_URL']);
    await database.admin.query(
      `WITH tenant AS (INSERT INTO tenants (slug, name) VALUES ('leases', 'Leases') RETURNING tenant_id), added AS (
         INSERT INTO imports (tenant_id, type, source, file_name, initiated_by, accepted_us, total, original_key, parse_settings)
         SELECT tenant_id, 'courses', 'file', 'a.csv', 'test', number, 1000, 'none', '{}' FROM tenant, generate_series(1, 30) number
         RETURNING import_id, tenant_id)
       INSERT INTO import_leases (import_id, tenant_id) SELECT import_id, tenant_id FROM added`,
    );
  });
  afterAll(() => database?.drop());

  const acquire = (by: string) =>
    acquireLeases(database.service, { leasedBy: by, running: [], inFlightRows: 1_000_000 });

  it('get each of them once', async () => {
    const leased = await Promise.all(['one', 'two', 'three', 'four'].map(acquire));
    const ids = leased.flat().map(({ importId }) => importId);
    expect(ids).toHaveLength(30);
    expect(new Set(ids).size).toBe(30);
    expect(leased.flat().every(({ fencingToken }) => fencingToken === 1)).toBe(true);
  });

  it('the one whose lease expired can neither offer nor finish any more', async () => {
    await database.admin.query("UPDATE import_leases SET lease_until = now() - interval '1 second'");
    const second = await acquire('two');
    expect(second.map(({ fencingToken }) => fencingToken)).toEqual(second.map(() => 2));
    const [taken] = second;
    const overtaken = { importId: taken?.importId ?? '', fencingToken: 1 };
    await expect(
      offerRows(database.service, overtaken, { acknowledged: 0, offered: 500 }),
    ).rejects.toMatchObject({ code: 'fenced' });
    await expect(finishLease(database.service, overtaken)).rejects.toMatchObject({ code: 'fenced' });
    expect(await renewLeases(database.service, 'import_leases', [overtaken], 10)).toEqual(new Set());
    const current = { importId: overtaken.importId, fencingToken: 2 };
    expect(await offerRows(database.service, current, { acknowledged: 0, offered: 500 })).toBe(true);
  });
});
