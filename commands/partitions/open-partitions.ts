import { createKafkaAdmin } from '#shared/kafka/client/admin.ts';
import { createClient } from '#shared/kafka/client/client.ts';
import { describeLog, type PartitionLog } from '#shared/kafka/client/describe-log.ts';
import { createPool, type Pool } from '#shared/postgres/pool.ts';
import { createLogger } from '#shared/runtime/logging.ts';
import type { Installation } from '../config.ts';

export interface Partitions {
  readonly pool: Pool;
  clusterId(): Promise<string>;
  /** Undefined when there is no such topic. */
  logOf(source: { readonly topic: string; readonly partition: number }): Promise<PartitionLog | undefined>;
  close(): Promise<void>;
}

/** Opens what knows of partitions: PostgreSQL, where they are read, and Kafka, what their logs hold. */
export function openPartitions(installation: Installation, command: string): Partitions {
  const logger = createLogger(command, 'silent');
  const client = createClient(installation.kafka, command, logger);
  const admin = createKafkaAdmin(installation.kafka, command, logger);
  const pool = createPool(installation.postgresUrl, {
    applicationName: command,
    max: 1,
    onError: console.error,
    answerWithinMs: Number.POSITIVE_INFINITY,
  });
  return {
    pool,
    clusterId: () => admin.clusterId(),
    logOf: (source) => describeLog(client, source),
    async close() {
      await Promise.all([pool.end(), admin.close(), client.close()]);
    },
  };
}
