import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AvroCodec } from '../../../services/shared/kafka/avro/avro-codec.ts';
import { loadAvroDefinition } from '../../../services/shared/kafka/avro/avro-schemas.ts';
import { freePort } from '../../support/free-port.ts';

const course = loadAvroDefinition('CourseRecord');
const field = (type: unknown, more: object = {}) => ({ name: 'further', type, ...more });
const withField = (...more: object[]) => ({ ...course, fields: [...course.fields, ...more] });
const nullable = { type: ['null', 'string'], default: null };

/** Schemas that somebody registered, by id; the rest of the world's registries is in `test/integration`. */
const SCHEMAS: Readonly<Record<number, unknown>> = {
  1: course,
  2: withField({ name: 'costCenter', ...nullable }),
  3: withField(field({ type: 'array', items: 'null' })),
  4: withField(field({ type: 'array', items: { type: 'record', name: 'Empty', fields: [] } })),
  5: withField(field({ type: 'array', items: { type: 'fixed', name: 'Zero', size: 0 } })),
  6: withField(field({ type: 'map', values: { type: 'array', items: 'null' } })),
  7: withField(field({ type: 'array', items: ['null', 'string'] })),
  8: { ...course, fields: [{ name: 'username', type: 'long' }] },
  9: { type: 'record', namespace: 'lms.training', name: 'Invoice', fields: [] },
  10: 'lms.training.Elsewhere',
  12: { ...course, fields: course.fields.toReversed() },
};

let server: Server;
let url = '';
const asked: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const id = Number(/^\/schemas\/ids\/(\d+)$/.exec(request.url ?? '')?.[1]);
    if (id === 500) response.writeHead(500).end('no');
    // As Confluent's web server answers for a number that is no signed 32-bit integer.
    else if (id === 404 || id > 2 ** 31 - 1) response.writeHead(404).end('<html>not the registry</html>');
    else if (SCHEMAS[id] === undefined) response.writeHead(404).end('{"error_code":40403}');
    else response.end(JSON.stringify({ schema: JSON.stringify(SCHEMAS[id]) }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

/** A course whose every field is null, then what a further field takes. */
function message(id: number, ...further: number[]): Buffer {
  const bytes = Buffer.alloc(5 + course.fields.length);
  bytes.writeUInt32BE(id, 1);
  return Buffer.concat([bytes, Buffer.from(further)]);
}

async function decode(bytes: Buffer): Promise<string> {
  const codec = new AvroCodec(url);
  await codec.prepare([bytes]);
  try {
    return codec.decode(bytes).name;
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe('messages written with a schema of others', () => {
  it('are read when it is ours, or a compatible one', async () => {
    expect(await decode(message(1))).toBe('CourseRecord');
    expect(await decode(message(2, 0))).toBe('CourseRecord');
    expect(await decode(message(7, 2, 0, 0))).toBe('CourseRecord');
  });

  it('are told from our own, also when they have our fields in another order', async () => {
    const codec = new AvroCodec(url);
    const messages = [message(1), message(2, 0), message(12), message(77), null, Buffer.from('x')];
    await codec.prepare(messages);
    expect(codec.decode(message(12)).name).toBe('CourseRecord');
    expect(messages.map((one) => codec.ownRecord(one))).toEqual([
      'CourseRecord',
      ...[undefined, undefined, undefined, undefined, undefined],
    ]);
  });

  it.each([3, 4, 5, 6])('are not read when its values need no bytes (%d)', async (id) => {
    // An array of 2^62 items that take no byte.
    expect(await decode(message(id, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 0))).toBe(
      'undecodable',
    );
  });

  it.each([8, 9, 10, 11])('are not read when it is another, or none (%d)', async (id) => {
    expect(await decode(message(id))).toBe('undecodable');
  });

  it('wait while the registry does not answer as one', async () => {
    const codec = new AvroCodec(url);
    for (const id of [404, 500]) {
      await expect(codec.prepare([message(id)])).rejects.toMatchObject({
        code: 'unavailable',
        retryable: true,
      });
    }
    const unavailable = new AvroCodec(`http://127.0.0.1:${await freePort()}`);
    await expect(unavailable.prepare([message(1)])).rejects.toMatchObject({
      code: 'unavailable',
      retryable: true,
    });
    await expect(unavailable.register(['CourseRecord'])).rejects.toMatchObject({
      code: 'unavailable',
      retryable: true,
    });
  });

  it('of strangers who invent ids cost so many look-ups, the lowest ids first, and nobody else any', async () => {
    const codec = new AvroCodec(url);
    const invented = Array.from({ length: 1_000 }, (_, index) => message(20_000 - index));
    const lookUps = async (strangers: string | undefined, messages: readonly Buffer[]): Promise<number> => {
      const before = asked.length;
      await codec.prepare(messages, strangers);
      return asked.length - before;
    };
    expect(await lookUps('training-feed.acme', [...invented, message(1)])).toBe(250);
    expect(codec.ownRecord(message(1))).toBe('CourseRecord');
    expect(await lookUps('training-feed.acme', invented)).toBe(0);
    expect(await lookUps('training-feed.globex', [message(12)])).toBe(1);
    expect(await lookUps(undefined, invented.slice(0, 300))).toBe(300);
  });

  it('are not read when the id is beyond what a registry gives out, and it is not asked', async () => {
    asked.length = 0;
    for (const id of [2 ** 31, 4_000_000_000, 2 ** 32 - 1])
      expect(await decode(message(id))).toBe('undecodable');
    expect(asked).toEqual([]);
    expect(await decode(message(2 ** 31 - 1))).toBe('undecodable');
    expect(asked).toEqual([`/schemas/ids/${2 ** 31 - 1}`]);
  });

  it('of strangers do not ask for an unknown id with every batch, and hide it from nobody else', async () => {
    const codec = new AvroCodec(url);
    asked.length = 0;
    for (let batch = 0; batch < 10; batch += 1) await codec.prepare([message(77)], 'training-feed.acme');
    expect(asked).toEqual(['/schemas/ids/77']);
    await codec.prepare([message(77)], 'training-feed.globex');
    await codec.prepare([message(77)]);
    expect(asked).toHaveLength(3);
  });

  it('ask once for each id of a batch, and again for an unknown one with the next', async () => {
    const codec = new AvroCodec(url);
    const batch = Array.from({ length: 50 }, (_, index) => message(index % 2 === 0 ? 1 : 77));
    asked.length = 0;
    await codec.prepare(batch);
    expect(asked.sort()).toEqual(['/schemas/ids/1', '/schemas/ids/77']);
    await codec.prepare(batch);
    expect(asked).toHaveLength(3);
  });
});
