import { Base, type Broker, type ClusterMetadata } from '@platformatic/kafka';
import type { KafkaSettings } from '../config.ts';
import { LmsError } from '../errors.ts';
import type { Logger } from '../runtime/logging.ts';
import { clientOptions } from './client-options.ts';

/** What metadata calls the leader of a partition that has none at the moment (Kafka protocol). */
const NO_LEADER = -1;

/**
 * A client for what runs for every message: its connections and what it knows of the cluster. What is sent over them is
 * our own (produce-request.ts, fetch-request.ts): the library's own producer and consumer make several objects of every
 * message. It connects when it is first asked.
 */
export function createClient(settings: KafkaSettings, clientId: string, logger: Logger): Base {
  const client = new Base(clientOptions(settings, clientId));
  logConnections(client, logger);
  return client;
}

/**
 * The library itself listens for the first error of a connection only: a second one, such as of a sign-in that a reset
 * cut off, would end the process if nobody heard it.
 */
export function logConnections(client: Base, logger: Logger): void {
  client.connections.on('connecting', ({ broker, connection }) => {
    connection.on('error', (error) => {
      logger.warn(
        { component: 'kafka', reason: error.message, broker: `${broker.host}:${broker.port}` },
        'connection failed',
      );
    });
  });
}

/** @throws LmsError `unavailable` while the partition has none */
export function leaderOf({ topics, brokers }: ClusterMetadata, topic: string, partition: number): Broker {
  const leader = brokers.get(topics.get(topic)?.partitions[partition]?.leader ?? NO_LEADER);
  if (leader !== undefined) return leader;
  throw new LmsError('unavailable', `Kafka knows no leader of ${topic}/${partition} yet`, {
    retryable: true,
    server: 'kafka',
  });
}
