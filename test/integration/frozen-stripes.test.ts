import { beforeAll, expect, it } from 'vitest';
import { AvroCodec } from '#shared/kafka/avro/avro-codec.ts';
import { TRAINING_RECORDS } from '#shared/kafka/client/topics.ts';
import { createProducer } from '#shared/kafka/producer/producer.ts';
import { createLogger } from '#shared/runtime/logging.ts';
import { readConfig } from '../../services/ingest/config.ts';
import { loadPeople } from '../support/commands.ts';
import { storedCertifications } from '../support/compare-state.ts';
import { serviceEnvironment } from '../support/credentials.ts';
import { fieldsOf } from '../support/feed.ts';
import { accept, eventually, finished, sql } from '../support/product.ts';

const PREFIX = `TURNS-${Date.now().toString(36)}-`;
const ROWS = 4_000;
/** Another spread than an import is accepted with now: stripes as before migration 0007, and a partition of chance. */
const FROZEN = { partitions: 6, rowsPerStripe: 500, firstPartition: 4 };
/** The ingest before died in the second stripe, when the first one was recorded as sent. */
const [ACKNOWLEDGED, SENT, OFFERED] = [500, 700, 1_000];

const nameOf = (row: number) => PREFIX + String(row).padStart(4, '0');
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

beforeAll(() => loadPeople('acme', [{ username: 'tina.stripes', employeeId: null }]));

/** Accepts the file while no ingest leases what is accepted. */
async function acceptUnleased(csv: string): Promise<string> {
  const leaseDefault = (value: string) =>
    sql(`ALTER TABLE import_leases ALTER COLUMN lease_until SET DEFAULT ${value}`);
  await leaseDefault("now() + interval '1 hour'");
  try {
    return (await accept(csv, { type: 'certifications' })).id;
  } finally {
    await leaseDefault('now()');
  }
}

/** Sends the first rows as an ingest did to which the frozen stripes were the usual ones. */
async function sendFirstRows(importId: string): Promise<void> {
  const config = readConfig(serviceEnvironment('ingest'));
  const codec = new AvroCodec(config.REGISTRY_URL);
  await codec.register(['CertificationRecord']);
  const nothing = Object.fromEntries(fieldsOf('CertificationRecord').map((field) => [field, null]));
  const messages = numbers(SENT).map((rowNumber) => ({
    partition: rowNumber <= FROZEN.rowsPerStripe ? 4 : 5,
    value: codec.encode('CertificationRecord', {
      ...nothing,
      importId,
      rowNumber,
      username: 'tina.stripes',
      certificationName: nameOf(rowNumber),
      issueDate: '2020-01-01',
    }),
  }));
  const producer = createProducer(config, 'test', createLogger('test', 'silent'));
  await producer.send([{ topic: TRAINING_RECORDS, messages }]);
  await producer.disconnect();
}

it('an import that was begun in other stripes than the usual is produced on in its own', async () => {
  const lines = numbers(ROWS).map((row) => `tina.stripes,${nameOf(row)},2020-01-01`);
  const id = await acceptUnleased(`user_name,Certification Name,Issue Date\n${lines.join('\n')}\n`);
  // Neither had it the columns frozen.
  await sql("UPDATE imports SET parse_settings = (parse_settings - 'columns') || $2 WHERE import_id = $1", [
    id,
    JSON.stringify(FROZEN),
  ]);
  await sendFirstRows(id);
  await sql(
    `UPDATE import_leases SET fencing_token = 1, acknowledged_rows = $2, offered_rows = $3, lease_until = now()
     WHERE import_id = $1`,
    [id, ACKNOWLEDGED, OFFERED],
  );

  const written = () =>
    sql<{ partition: number; rows: number }>(
      'SELECT partition, successes::int AS rows FROM import_progress WHERE import_id = $1 ORDER BY partition',
      [id],
    );
  const counts = await eventually(written, (rows) => rows.reduce((sum, one) => sum + one.rows, 0) >= ROWS);
  // Eight stripes over six partitions, from the fifth on.
  const expected = [500, 500, 500, 500, 1_000, 1_000];
  expect(counts).toEqual(expected.map((rows, partition) => ({ partition, rows })));
  expect(await finished(id)).toMatchObject({ status: 'Complete', total: ROWS, successes: ROWS, failures: 0 });
  const stored = await storedCertifications('acme', PREFIX);
  expect(stored.map((line) => JSON.parse(line)[1])).toEqual(numbers(ROWS).map(nameOf));
});
