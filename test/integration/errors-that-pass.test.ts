import type { ClickHouseSettings } from '@clickhouse/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClickHouseClient, createClickHouse } from '#shared/clickhouse/client.ts';
import { clickhouseSettings } from '#shared/config.ts';
import { AvroCodec } from '#shared/kafka/avro/avro-codec.ts';
import { createObjectStore, type ObjectStore } from '#shared/object-store/object-store.ts';
import { createPool, type Pool } from '#shared/postgres/pool.ts';
import { isRetryable } from '#shared/retryable-errors.ts';
import { readConfig as readIngestConfig } from '../../services/ingest/config.ts';
import { serviceEnvironment } from '../support/credentials.ts';
import { adminClient } from '../support/kafka-settings.ts';
import { endpoints, eventually } from '../support/product.ts';
import { whileDown } from '../support/while-down.ts';

/** Every server's errors as the server itself makes them: those that pass, and beside them those that do not. */
let pool: Pool;
let clickhouse: ClickHouseClient;
let store: ObjectStore;

beforeAll(() => {
  const url = serviceEnvironment('aggregator')['POSTGRES_URL'] ?? '';
  pool = createPool(url, { applicationName: 'test-errors', max: 2, onError: () => undefined });
  clickhouse = createClickHouse(clickhouseSettings.parse(serviceEnvironment('aggregator')), 'test-errors');
  store = createObjectStore(readIngestConfig(serviceEnvironment('ingest')));
});
afterAll(async () => {
  await Promise.all([pool.end(), clickhouse.close()]);
});

const errorOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'no error',
    (error: unknown) => error,
  );

describe('PostgreSQL', () => {
  it.each([
    ['a session that an administrator ends', 'SELECT pg_terminate_backend(pg_backend_pid())'],
    ['a statement that takes too long', 'SELECT pg_sleep(60)'],
    ['a lock that is not given', 'DO $$ BEGIN RAISE lock_not_available; END $$'],
    ['a database that is read-only', 'CREATE TEMPORARY SEQUENCE read_only_test'],
  ])('%s passes', async (what, statement) => {
    const client = await pool.connect();
    try {
      await client.query("SET statement_timeout = '200ms'");
      if (what.includes('read-only')) await client.query('BEGIN READ ONLY');
      const error = await errorOf(client.query(statement));
      expect(isRetryable(error), String(error)).toBe(true);
    } finally {
      client.release(true);
    }
  });

  it.each([
    ['a statement that is wrong', 'SELEC 1'],
    ['a table that is not there', 'SELECT FROM no_such_table'],
    ['no right', 'DELETE FROM tenants'],
    ['a number that does not fit', 'SELECT 3000000000::int'],
    ['a division by zero', 'SELECT 1 / 0'],
  ])('%s does not', async (_, statement) => {
    const error = await errorOf(pool.query(statement));
    expect(error).toBeInstanceOf(Error);
    expect(isRetryable(error), String(error)).toBe(false);
  });

  it('that is killed, and is not there, passes', async () => {
    const client = await pool.connect();
    client.on('error', () => undefined);
    const broken = errorOf(client.query('SELECT pg_sleep(60)'));
    const refused = await whileDown('postgres', async () => errorOf(pool.query('SELECT 1')));
    const met = [await broken, refused];
    client.release(true);
    expect(met.map((error) => [String(error), isRetryable(error)])).toEqual(
      met.map((error) => [String(error), true]),
    );
    await eventually(
      () => errorOf(pool.query('SELECT 1')),
      (outcome) => outcome === 'no error',
    );
  });
});

describe('ClickHouse', () => {
  const query = (text: string, settings: ClickHouseSettings = {}) =>
    errorOf(clickhouse.query({ query: text, clickhouse_settings: settings }).then((result) => result.text()));

  it.each<[string, string, ClickHouseSettings?]>([
    [
      'a statement that needs too much memory',
      'SELECT groupArray(number) FROM numbers(100000000)',
      { max_memory_usage: '1000000' },
    ],
    [
      'a statement that takes too long',
      'SELECT count() FROM numbers(1000000000000) WHERE sipHash64(number) = 0',
      { max_execution_time: 1 },
    ],
    ['a table that somebody dropped', 'SELECT 1 FROM no_such_table'],
    ['a database that somebody dropped', 'SELECT 1 FROM no_such_database.people'],
  ])('%s passes', async (_, text, settings) => {
    const error = await query(text, settings);
    expect(isRetryable(error), String(error)).toBe(true);
  });

  it.each([
    ['a statement that is wrong', 'SELEC 1'],
    ['a column that is not there', 'SELECT no_such_column FROM course_records'],
  ])('%s does not', async (_, text) => {
    const error = await query(text);
    expect(error).toBeInstanceOf(Error);
    expect(isRetryable(error), String(error)).toBe(false);
  });

  it('a wrong password does not', async () => {
    const settings = clickhouseSettings.parse(serviceEnvironment('aggregator'));
    await using stranger = createClickHouse({ ...settings, CLICKHOUSE_PASSWORD: 'wrong' }, 'test-errors');
    const error = await errorOf(stranger.query({ query: 'SELECT 1' }));
    expect(isRetryable(error), String(error)).toBe(false);
  });

  it('that is killed, and is not there, passes', async () => {
    const broken = query('SELECT count() FROM numbers(1000000000000) WHERE sipHash64(number) = 0');
    const refused = await whileDown('clickhouse', () => query('SELECT 1'));
    for (const error of [await broken, refused]) expect(isRetryable(error), String(error)).toBe(true);
  });
});

describe('Kafka', () => {
  it('a broker that is not there passes', async () => {
    await using admin = adminClient();
    const error = await whileDown('kafka', () => errorOf(admin.listTopics()));
    expect(error).toMatchObject({ code: 'unavailable', server: 'kafka' });
    expect(isRetryable(error)).toBe(true);
  });
});

describe('the registry', () => {
  it('that is not there passes, for reading and for writing', async () => {
    const url = serviceEnvironment('aggregator')['REGISTRY_URL'] ?? '';
    const codec = new AvroCodec(url);
    const message = Buffer.from([0, 0, 0, 0, 1, 0]);
    const errors = await whileDown('registry', async () => [
      await errorOf(codec.prepare([message])),
      await errorOf(codec.register(['CourseRecord'])),
    ]);
    for (const error of errors) {
      expect(error).toMatchObject({ code: 'unavailable', server: 'registry' });
      expect(isRetryable(error)).toBe(true);
    }
  });
});

describe('the object store', () => {
  it('that is not there passes', async () => {
    const error = await whileDown('s3', () => errorOf(store.check()));
    expect(error).toMatchObject({ code: 'unavailable', server: 'object-store' });
    expect(isRetryable(error)).toBe(true);
  });

  it('that refuses a key does not', async () => {
    const { endpoint, bucket } = endpoints().s3;
    const stranger = createObjectStore({
      S3_ENDPOINT: endpoint,
      S3_BUCKET: bucket,
      S3_ACCESS_KEY: 'nobody',
      S3_SECRET_KEY: 'wrong',
      S3_REGION: 'us-east-1',
    });
    const error = await errorOf(stranger.read('a'));
    expect(error).toMatchObject({ code: 'unexpected', server: 'object-store' });
    expect(isRetryable(error)).toBe(false);
  });
});
