import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createKafkaAdmin, type KafkaAdmin } from '#shared/kafka/client/admin.ts';
import { checkDurability } from '#shared/kafka/client/durability.ts';
import { createLogger } from '#shared/runtime/logging.ts';
import { NODE_ARGUMENTS, NODE_ENVIRONMENT } from '../../deploy/embedded/node-program.ts';
import { launch, stop } from '../../deploy/embedded/process.ts';
import { serviceEnvironment } from '../support/credentials.ts';
import { freePort } from '../support/free-port.ts';
import { settingsOf } from '../support/kafka-settings.ts';
import { eventually } from '../support/product.ts';
import { dataDir } from '../support/running-product.ts';

async function withAdmin(user: string, ask: (admin: KafkaAdmin) => Promise<void>): Promise<void> {
  const admin = createKafkaAdmin(settingsOf(user), 'test', createLogger('test', 'silent'));
  try {
    await ask(admin);
  } finally {
    await admin.close();
  }
}

// The embedded broker is one, so no topic has a second replica.
describe.each([
  ['ingest', ['training-records']],
  ['transcript-writer', ['training-record-errors', 'transcript-changes']],
])('%s, with its own rights', (user, topics) => {
  it('takes topics that are as the settings ask for', () =>
    withAdmin(user, (admin) =>
      checkDurability(admin, topics, { KAFKA_REPLICATION_FACTOR: 1, KAFKA_MIN_INSYNC_REPLICAS: 1 }),
    ));

  it.each([
    [{ KAFKA_REPLICATION_FACTOR: 2, KAFKA_MIN_INSYNC_REPLICAS: 1 }, 'has 1 replicas'],
    [{ KAFKA_REPLICATION_FACTOR: 1, KAFKA_MIN_INSYNC_REPLICAS: 2 }, 'has min.insync.replicas=1'],
  ])('refuses those that are not: %o', (settings, why) =>
    withAdmin(user, async (admin) => {
      await expect(checkDurability(admin, topics, settings)).rejects.toMatchObject({
        code: 'configuration',
        retryable: true,
        message: expect.stringContaining(`${topics[0]} ${why}`),
      });
    }),
  );
});

it('who may not see a topic’s settings is told which right is missing, and waits for it', () =>
  withAdmin('acme-hr', async (admin) => {
    const settings = { KAFKA_REPLICATION_FACTOR: 1, KAFKA_MIN_INSYNC_REPLICAS: 2 };
    await expect(checkDurability(admin, ['training-feed.acme'], settings)).rejects.toMatchObject({
      code: 'configuration',
      retryable: true,
      message: expect.stringContaining('DESCRIBE_CONFIGS'),
    });
  }));

it.each(['ingest', 'transcript-writer'])(
  '%s is not ready, and does not end, while a topic has less',
  async (name) => {
    const port = await freePort();
    const child = await launch(
      {
        file: process.execPath,
        args: [...NODE_ARGUMENTS, `services/${name}/main.ts`],
        env: {
          ...NODE_ENVIRONMENT,
          ...serviceEnvironment(name),
          PATH: process.env['PATH'],
          PORT: String(port),
          KAFKA_REPLICATION_FACTOR: '3',
        },
        logFile: join(dataDir(), 'logs', `durable-${name}.log`),
      },
      'SIGKILL',
    );
    try {
      // Tried again, and again.
      await eventually(
        () => kafkaErrors(name, port),
        (count) => count >= 3,
      );
      expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(503);
      expect(child.hasExited()).toBe(false);
    } finally {
      await stop(child, 'SIGKILL', 5_000);
    }
  },
);

async function kafkaErrors(service: string, port: number): Promise<number> {
  try {
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    const name = service === 'ingest' ? 'ingest' : 'writer';
    return Number(
      new RegExp(`^lms_${name}_errors_total\\{source="kafka"\\} (\\d+)$`, 'm').exec(text)?.[1] ?? 0,
    );
  } catch {
    // It does not listen yet.
    return 0;
  }
}
