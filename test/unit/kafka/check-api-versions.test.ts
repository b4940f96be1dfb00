import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { KafkaSettings } from '#shared/config.ts';
import { createConsumeLoop } from '#shared/kafka/consumer/consume-loop.ts';
import { createProducer } from '#shared/kafka/producer/producer.ts';
import { createLogger } from '#shared/runtime/logging.ts';

const API_VERSIONS = 18;
const PRODUCE = 0;
const FETCH = 1;
type Range = readonly [key: number, min: number, max: number];
const logger = createLogger('test', 'silent');
const open: { server: Server; sockets: Set<Socket> }[] = [];

afterEach(() => {
  for (const { server, sockets } of open.splice(0)) {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
});

/** A broker that says which versions it takes, and nothing else: what follows finds no answer. */
async function brokerTaking(ranges: readonly Range[]): Promise<KafkaSettings> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (request) => {
      if (request.readInt16BE(4) === API_VERSIONS) socket.write(answer(request.readInt32BE(8), ranges));
    });
  });
  open.push({ server, sockets });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    KAFKA_BROKERS: [`127.0.0.1:${typeof address === 'object' ? address?.port : ''}`],
    KAFKA_SECURITY_PROTOCOL: 'PLAINTEXT',
    KAFKA_SASL_MECHANISM: 'plain',
  };
}

/** ApiVersions, version 3 (Kafka protocol). */
function answer(correlationId: number, ranges: readonly Range[]): Buffer {
  const keys = ranges.map(([key, min, max]) => {
    const bytes = Buffer.alloc(7);
    for (const [index, value] of [key, min, max].entries()) bytes.writeInt16BE(value, index * 2);
    return bytes;
  });
  const body = Buffer.concat([Buffer.alloc(6), Buffer.of(ranges.length + 1), ...keys, Buffer.alloc(5)]);
  body.writeInt32BE(correlationId, 0);
  const size = Buffer.alloc(4);
  size.writeInt32BE(body.length);
  return Buffer.concat([size, body]);
}

describe('a broker whose versions are not ours', () => {
  it('is refused by a producer that connects, with the versions of both', async () => {
    const producer = createProducer(await brokerTaking([[PRODUCE, 0, 8]]), 'test', logger);
    await expect(producer.connect()).rejects.toMatchObject({
      code: 'configuration',
      retryable: false,
      message: expect.stringContaining('Produce version 9, and the broker takes 0 to 8'),
    });
    await producer.disconnect();
  });

  it('is refused by a consumer that starts, also when the broker no longer has the request', async () => {
    const start = async (ranges: readonly Range[]) => {
      const loop = createConsumeLoop({
        settings: await brokerTaking(ranges),
        clientId: 'test',
        groupId: 'test',
        topics: ['test'],
        concurrency: 1,
        maxBytes: 1,
        maxBytesPerPartition: 1,
        logger,
        handle: async () => 'halted',
        probe: async () => undefined,
      });
      try {
        await loop.start();
      } finally {
        await loop.stop();
      }
    };
    const expected = (text: string) => ({ code: 'configuration', message: expect.stringContaining(text) });
    await expect(start([[FETCH, 14, 18]])).rejects.toMatchObject(
      expected('Fetch version 13, and the broker takes 14 to 18'),
    );
    await expect(start([[PRODUCE, 0, 9]])).rejects.toMatchObject(
      expected('Fetch version 13, and the broker has no Fetch'),
    );
  });
});
