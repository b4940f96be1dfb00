import { type ClickHouseClient, ClickHouseError, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import type { ClickHouseSettings } from '../config.ts';

export type { ClickHouseClient };

/** Opens a client. Values are always bound (`query_params`), never put into the text. */
export function createClickHouse(settings: ClickHouseSettings, application: string): ClickHouseClient {
  return createClient({
    url: settings.CLICKHOUSE_URL,
    database: settings.CLICKHOUSE_DATABASE,
    username: settings.CLICKHOUSE_USERNAME,
    password: settings.CLICKHOUSE_PASSWORD,
    application,
    // Longer than any flush or report takes; a server that hangs becomes an error after it.
    request_timeout: 60_000,
    keep_alive: { enabled: true, idle_socket_ttl: 2_000 },
    // What fails is thrown, and the code that catches it knows whether to log it; the client would print it as well.
    log: { level: ClickHouseLogLevel.OFF },
  });
}

/** Error numbers by which ClickHouse says that a statement needs more memory than it may have, now or ever. */
const MEMORY_CODES = [
  '173', // CANNOT_ALLOCATE_MEMORY
  '241', // MEMORY_LIMIT_EXCEEDED
  '307', // TOO_MANY_BYTES
  '396', // TOO_MANY_ROWS_OR_BYTES
];

/** Whether the database of the client's settings is not there. */
export function isDatabaseMissing(error: unknown): boolean {
  return error instanceof ClickHouseError && error.code === '81';
}

/** Whether a table that a statement names is not there. */
export function isTableMissing(error: unknown): boolean {
  return error instanceof ClickHouseError && error.code === '60';
}

/** Whether ClickHouse refused a statement for its size: one that does less may succeed. */
export function isRefusedForMemory(error: unknown): boolean {
  return error instanceof ClickHouseError && MEMORY_CODES.includes(error.code);
}
