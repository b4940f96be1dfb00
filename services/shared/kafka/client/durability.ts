import type { DurabilitySettings } from '../../config.ts';
import { LmsError, toError } from '../../errors.ts';
import type { KafkaAdmin } from './admin.ts';
import { throwKafkaError } from './client-errors.ts';

const MIN_IN_SYNC = 'min.insync.replicas';

/**
 * Checks that topics are kept as safely as the settings ask for. Producers wait for every in-sync replica, but how many
 * these must be is the topic's setting: with fewer than was planned, an acknowledged message is lost with one broker.
 *
 * @throws LmsError `configuration`, retryable, naming the topic and what it has: a topic can be changed while the
 *   service waits; `unavailable` while Kafka cannot be asked
 */
export async function checkDurability(
  admin: KafkaAdmin,
  topics: readonly string[],
  settings: DurabilitySettings,
): Promise<void> {
  const { KAFKA_REPLICATION_FACTOR: replication, KAFKA_MIN_INSYNC_REPLICAS: inSync } = settings;
  // Every topic has one replica, which is in sync: there is nothing to ask for.
  if (replication > 1) await checkReplication(admin, topics, replication);
  if (inSync > 1) await checkInSync(admin, topics, inSync);
}

async function checkReplication(admin: KafkaAdmin, topics: readonly string[], wanted: number): Promise<void> {
  const metadata = await admin.client
    .metadata({ topics: [...topics], forceUpdate: true })
    .catch(throwKafkaError);
  for (const topic of topics) {
    const partitions = metadata.topics.get(topic)?.partitions ?? [];
    const replicas = Math.min(...partitions.map((partition) => partition.replicas.length));
    if (replicas < wanted)
      throw refusal(`${topic} has ${replicas} replicas; KAFKA_REPLICATION_FACTOR asks for ${wanted}`);
  }
}

async function checkInSync(admin: KafkaAdmin, topics: readonly string[], wanted: number): Promise<void> {
  const settings = await admin.settingsOf(topics, [MIN_IN_SYNC]).catch((error: unknown) => {
    if (error instanceof LmsError && error.retryable) throw error;
    // Without the right to see a topic's settings; it can be given while the service waits.
    throw refusal(`${MIN_IN_SYNC} of ${topics.join(', ')} cannot be read (DESCRIBE_CONFIGS)`, error);
  });
  for (const topic of topics) {
    const found = Number(settings.get(topic)?.get(MIN_IN_SYNC) ?? 1);
    if (found < wanted)
      throw refusal(`${topic} has ${MIN_IN_SYNC}=${found}; KAFKA_MIN_INSYNC_REPLICAS asks for ${wanted}`);
  }
}

function refusal(message: string, cause?: unknown): LmsError {
  return new LmsError('configuration', `Messages would not be kept safely: ${message}`, {
    retryable: true,
    server: 'kafka',
    ...(cause === undefined ? {} : { cause: toError(cause) }),
  });
}
