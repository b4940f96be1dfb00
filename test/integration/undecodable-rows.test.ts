import { afterAll, beforeAll, expect, it } from 'vitest';
import { AvroCodec } from '#shared/kafka/avro/avro-codec.ts';
import { createSchemaRegistrations } from '#shared/kafka/avro/schema-registrations.ts';
import type { ConsumedMessage } from '#shared/kafka/consumer/consumed-batch.ts';
import { createPool, type Pool } from '#shared/postgres/pool.ts';
import { ImportRowDecoder } from '../../services/transcript-writer/decode/decode-import-rows.ts';
import { serviceEnvironment } from '../support/credentials.ts';
import { registryUrlToWrite } from '../support/feed.ts';

let pool: Pool;
let codec: AvroCodec;

beforeAll(async () => {
  pool = createPool(serviceEnvironment('transcript-writer')['POSTGRES_URL'] ?? '', {
    applicationName: 'test',
    max: 1,
    onError: () => undefined,
  });
  codec = new AvroCodec(registryUrlToWrite(), createSchemaRegistrations(pool));
  await codec.register(['UnreadableRow']);
});
afterAll(() => pool.end());

function read(...values: (Buffer | null)[]) {
  const messages = values.map(
    (value, index): ConsumedMessage => ({
      offset: 40 + index,
      value,
      timestampMs: 0,
      headers: undefined,
    }),
  );
  const source = { topic: 'training-records', partition: 2 };
  const batch = { ...source, nextOffset: 40 + values.length, leaderEpoch: 0, messages };
  return new ImportRowDecoder(codec).decode(batch, pool, 0);
}

function rowOfNoImport(): Buffer {
  return codec.encode('UnreadableRow', { importId: crypto.randomUUID(), rowNumber: 1, reasons: [] });
}

it('a row whose import does not exist is told of, and blocks nothing', async () => {
  const { rows, orphans } = await read(rowOfNoImport());
  expect(rows).toEqual([]);
  expect(orphans).toMatchObject([{ offset: 40, reasons: [{ code: 'unknown-import' }] }]);
});

it.each([
  ['a schema that nobody knows', Buffer.from([0, 0, 15, 66, 63, 1, 2]), '999999'],
  ['no schema at all', Buffer.from('{"importId":"x"}'), 'none'],
  ['nothing', null, 'none'],
])('what cannot be decoded is not read past: %s', async (_, value, schemaId) => {
  await expect(read(rowOfNoImport(), value)).rejects.toMatchObject({
    code: 'undecodable',
    retryable: false,
    message: expect.stringContaining(`training-records/2, offset 41, schema id ${schemaId}, cannot be read`),
  });
});

it('a row that is cut off is not read past, and says by which schema it was to be read', async () => {
  const whole = rowOfNoImport();
  const id = AvroCodec.schemaId(whole);
  await expect(read(whole.subarray(0, -2))).rejects.toThrow(`offset 40, schema id ${id}, cannot be read`);
});
