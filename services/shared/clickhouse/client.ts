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

/** ClickHouse's own error numbers (its ErrorCodes.cpp) after which the same statement may succeed. */
const RETRYABLE_CODES = [
  // Busy, shutting down, or without what it needs of others.
  '159', // TIMEOUT_EXCEEDED
  '173', // CANNOT_ALLOCATE_MEMORY
  '202', // TOO_MANY_SIMULTANEOUS_QUERIES
  '209', // SOCKET_TIMEOUT
  '210', // NETWORK_ERROR
  '225', // NO_ZOOKEEPER
  '236', // ABORTED: shutting down
  '242', // TABLE_IS_READ_ONLY
  '252', // TOO_MANY_PARTS
  '285', // TOO_FEW_LIVE_REPLICAS
  '286', // UNSATISFIED_QUORUM_FOR_PREVIOUS_WRITE
  '319', // UNKNOWN_STATUS_OF_INSERT: repeats are harmless here
  '394', // QUERY_WAS_CANCELLED: somebody killed it
  '999', // KEEPER_EXCEPTION
  // Without memory or threads.
  '173', // CANNOT_ALLOCATE_MEMORY
  '241', // MEMORY_LIMIT_EXCEEDED
  '439', // CANNOT_SCHEDULE_TASK
  // A full or failing disk: ClickHouse notices it before it writes (243) or by what the system answers.
  '75', // CANNOT_WRITE_TO_FILE_DESCRIPTOR
  '172', // CANNOT_CREATE_DIRECTORY
  '204', // CANNOT_FSYNC
  '243', // NOT_ENOUGH_SPACE
  '425', // SYSTEM_ERROR
  '499', // S3_ERROR: its disk is an object store that refuses
  '1001', // STD_EXCEPTION: what the file system's library throws, a full disk among it
];

/** Error numbers by which ClickHouse says that a statement needs more memory than it may have, now or ever. */
const MEMORY_CODES = [
  '173', // CANNOT_ALLOCATE_MEMORY
  '241', // MEMORY_LIMIT_EXCEEDED
  '307', // TOO_MANY_BYTES
  '396', // TOO_MANY_ROWS_OR_BYTES
];

/** Whether ClickHouse refused a statement for its size: one that does less may succeed. */
export function isRefusedForMemory(error: unknown): boolean {
  return error instanceof ClickHouseError && MEMORY_CODES.includes(error.code);
}

/** Whether the statement that threw `error` may be tried again: the server was unavailable or asked for patience. */
export function isRetryableClickHouseError(error: unknown): boolean {
  if (error instanceof ClickHouseError) return RETRYABLE_CODES.includes(error.code);
  // Everything else the client throws is about the connection or its time-out.
  return error instanceof Error && !(error instanceof TypeError) && !(error instanceof RangeError);
}
