import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { ReasonCode } from '#shared/csv/reason.ts';
import { FailureCursor } from '#shared/imports/failure-cursor.ts';
import { nextFailurePage } from '#shared/imports/stored-failures.ts';
import type { RecordError } from '#shared/kafka/avro/messages.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import { inTransaction } from '#shared/postgres/transaction.ts';
import { type ImportFailure, storeFailures } from '../../services/aggregator/flush/store-failures.ts';
import { importFailures } from '../../services/portal/imports/import-failures.ts';
import { LineNumbers } from '../../services/portal/results/line-numbers.ts';
import { createTestDatabase, type TestDatabase } from './writer/test-database.ts';

const TENANT = { id: 1, slug: 'pages', name: 'Pages', maxFileBytes: 1 };

/** No file of these imports is stored. */
const NO_LINES = new LineNumbers({ read: () => Promise.reject(new Error('There is no file')) });

let database: TestDatabase;
let portal: Pool;
let importId: string;

beforeAll(async () => {
  database = await createTestDatabase('failure_pages', ['aggregator', 'POSTGRES_URL']);
  portal = database.signInAs('portal', 'POSTGRES_URL');
  await database.admin.query(
    'INSERT INTO tenants (tenant_id, slug, name) OVERRIDING SYSTEM VALUE VALUES ($1, $2, $3)',
    [TENANT.id, TENANT.slug, TENANT.name],
  );
});
afterAll(() => database.drop());

let acceptedUs = 0;
beforeEach(async () => {
  acceptedUs += 1;
  const { rows } = await database.admin.query<{ import_id: string }>(
    `INSERT INTO imports (tenant_id, type, source, initiated_by, accepted_us)
     VALUES ($1, 'courses', 'feed', 'test', $2) RETURNING import_id`,
    [TENANT.id, acceptedUs],
  );
  importId = rows[0]?.import_id ?? '';
});

function failure(
  number: number,
  message: string,
  more: Partial<Pick<RecordError, 'source' | 'reasons' | 'record'>> = {},
  code: ReasonCode = 'required',
): ImportFailure {
  return {
    tenantId: TENANT.id,
    importId,
    source: 0,
    number,
    reasons: [{ code, columns: ['Score'], message }],
    originTopic: 'training-records',
    originPartition: 0,
    originOffset: number,
    timeline: 1,
    sequence: 1,
    index: 0,
    record: null,
    ...more,
  };
}

const store = (...failures: ImportFailure[]) =>
  inTransaction(database.service, (client) => storeFailures(client, failures));

async function storedCount(): Promise<number> {
  const { rows } = await database.admin.query<{ count: string }>('SELECT failures_stored($1) AS count', [
    importId,
  ]);
  return Number(rows[0]?.count);
}

async function inOrder(): Promise<(readonly [number, string])[]> {
  const cursor = new FailureCursor((after) => nextFailurePage(database.service, importId, after));
  const all: (readonly [number, string])[] = [];
  while (await cursor.load()) {
    if (cursor.current !== undefined) all.push([cursor.current.number, cursor.current.errors]);
    cursor.advance();
  }
  return all;
}

it('failures told again, in other company, stay as they were first told', async () => {
  await store(failure(3, 'first'), failure(1, 'first'), failure(2_001, 'first'));
  await store(failure(1, 'again'), failure(2, 'second'), failure(2_001, 'again'), failure(4_000, 'second'));
  expect(await inOrder()).toEqual([
    [1, 'first'],
    [2, 'second'],
    [3, 'first'],
    [2_001, 'first'],
    [4_000, 'second'],
  ]);
  expect(await storedCount()).toBe(5);
});

it('failures that the version before stored as rows are not stored twice, and stand in the order of their numbers', async () => {
  for (const number of [2, 1_999, 6_001])
    await database.admin.query(
      `INSERT INTO import_failures (import_id, source, number, tenant_id, codes, errors)
       VALUES ($1, 0, $2, $3, '{required|Score}', 'before')`,
      [importId, number, TENANT.id],
    );
  await store(failure(1, 'new'), failure(2, 'new'), failure(5_000, 'new'), failure(6_001, 'new'));
  expect(await inOrder()).toEqual([
    [1, 'new'],
    [2, 'before'],
    [1_999, 'before'],
    [5_000, 'new'],
    [6_001, 'before'],
  ]);
  expect(await storedCount()).toBe(5);
  const shown = await importFailures({ pool: portal, lines: NO_LINES }, TENANT, importId, {
    limit: 3,
    language: 'en',
  });
  expect(shown).toEqual({
    reasons: [
      {
        reason: 'required|Score',
        code: 'required',
        columns: ['Score'],
        title: 'Score missing',
        message: 'before',
        count: 5,
        lines: [],
      },
    ],
    rows: [
      { line: null, rowNumber: 1, errors: 'new' },
      { line: null, rowNumber: 2, errors: 'before' },
      { line: null, rowNumber: 1_999, errors: 'before' },
    ],
  });
});

it('failures of feeds keep their records, numbered or not', async () => {
  const record = Buffer.from('bytes');
  await store(
    failure(7, 'numbered', { record }),
    failure(70, 'by offset', { source: 1, record }),
    failure(8, 'NUL \0 and half a character \ud83d', { record }),
  );
  const { rows } = await database.admin.query(
    'SELECT source, number::int, errors, record FROM import_failures WHERE import_id = $1 ORDER BY source, number',
    [importId],
  );
  expect(rows).toEqual([
    { source: 0, number: 7, errors: 'numbered', record },
    { source: 0, number: 8, errors: 'NUL \ufffd and half a character \ufffd', record },
    { source: 1, number: 70, errors: 'by offset', record },
  ]);
  expect(await storedCount()).toBe(3);
});

it('reasons are counted over pages, the most frequent first, in the words of a row that has no other', async () => {
  await store(
    failure(1, 'b: Score is blank'),
    failure(2, 'a: Score is blank; and more', {
      reasons: [
        { code: 'required', columns: ['Score'], message: 'a: Score is blank' },
        { code: 'too-long', columns: ['Notes'], message: 'Notes is long' },
      ],
    }),
    failure(3_000, 'c: Score is blank'),
    failure(3_001, 'NUL \0', {}, 'stray-quote'),
  );
  const { reasons } = await importFailures({ pool: portal, lines: NO_LINES }, TENANT, importId, {
    limit: 0,
    language: 'en',
  });
  expect(reasons).toMatchObject([
    { code: 'required', columns: ['Score'], message: 'b: Score is blank', count: 3 },
    { code: 'stray-quote', columns: ['Score'], message: 'NUL \ufffd', count: 1 },
    { code: 'too-long', columns: ['Notes'], message: 'a: Score is blank; Notes is long', count: 1 },
  ]);
});
