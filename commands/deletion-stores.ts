import { type ClickHouseClient, createClickHouse } from '#shared/clickhouse/client.ts';
import { createKafkaAdmin, type KafkaAdmin } from '#shared/kafka/client/admin.ts';
import { createObjectStore, type ObjectStore } from '#shared/object-store/object-store.ts';
import { createPool, type Pool } from '#shared/postgres/pool.ts';
import { createLogger } from '#shared/runtime/logging.ts';
import type { Installation } from './config.ts';

/** Everything that holds data of a person or a tenant. */
export interface DeletionStores {
  readonly pool: Pool;
  readonly clickhouse: ClickHouseClient;
  readonly kafka: KafkaAdmin;
  readonly store: ObjectStore;
}

/** @param name of the command, by which servers list its connections */
export function openDeletionStores(
  installation: Installation,
  name: string,
): DeletionStores & { close(): Promise<unknown> } {
  const pool = createPool(installation.postgresUrl, {
    applicationName: name,
    // One holds a tenant's advisory lock.
    max: 3,
    onError: console.error,
    // Deleting what a large tenant or an old person has may take longer than a service would wait.
    answerWithinMs: Number.POSITIVE_INFINITY,
  });
  const clickhouse = createClickHouse(installation.clickhouse, name);
  const kafka = createKafkaAdmin(installation.kafka, name, createLogger(name, 'silent'));
  const store = createObjectStore(installation.objectStore);
  const close = (): Promise<unknown> => Promise.all([pool.end(), clickhouse.close(), kafka.close()]);
  return { pool, clickhouse, kafka, store, close };
}
