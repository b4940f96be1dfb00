import { ClickHouseError } from '@clickhouse/client';
import pg from 'pg';
import { LmsError } from './errors.ts';

/**
 * Whether the call that threw `error` may succeed when it is made again as it is. This is the only place that decides
 * so, by class, SQLSTATE, or numeric code: what is not listed here is taken for a defect or for something that a person
 * has to mend, and trying it again in a loop would hide it.
 *
 * Errors of Kafka's client, the registry, the object store, and the identity provider become LmsErrors where they are met,
 * and carry the answer in `retryable`.
 *
 * Trying again is safe also when a connection was lost after COMMIT was sent, because nothing of ours is applied twice.
 */
export function isRetryable(error: unknown): boolean {
  if (error instanceof LmsError) return error.retryable;
  if (error instanceof pg.DatabaseError) return isRetryableSqlState(error.code ?? '');
  if (error instanceof ClickHouseError) return RETRYABLE_CLICKHOUSE_CODES.has(error.code);
  return isConnectionError(error);
}

/** Whether `error` says that a server could not be reached, or that the connection to it ended or stayed silent. */
export function isConnectionError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // Every address of a name was tried: one that may answer later is enough.
  if (error instanceof AggregateError) return error.errors.some(isConnectionError);
  // What AbortSignal.timeout ends a call with.
  if (error instanceof DOMException) return error.name === 'TimeoutError';
  // fetch() throws a TypeError for every failure, and says in its cause what happened.
  if (error instanceof TypeError) return isConnectionError(error.cause);
  const code = 'code' in error ? error.code : undefined;
  if (typeof code === 'string') return CONNECTION_CODES.has(code);
  return error.constructor === Error && LOST_CONNECTION_MESSAGES.includes(error.message);
}

/**
 * Whether an HTTP status asks for patience: a time-out, too many requests, a failure of the server's own, or a gateway that
 * does not reach it. 501 and 505 are answers about the request, and final.
 */
export function isRetryableStatus(status: number): boolean {
  return RETRYABLE_STATUSES.has(status);
}

function isRetryableSqlState(state: string): boolean {
  return RETRYABLE_SQLSTATE_CLASSES.has(state.slice(0, 2)) || RETRYABLE_SQLSTATES.has(state);
}

/** SQLSTATE classes and codes after which the same transaction may succeed (PostgreSQL manual, appendix A). */
const RETRYABLE_SQLSTATE_CLASSES = new Set([
  '08', // connection exception
  '40', // transaction rollback: serialization failure, deadlock
  '53', // insufficient resources: disk full, out of memory, too many connections
  '57', // operator intervention: statement_timeout (57014), shutdown, still starting (57P03)
]);
const RETRYABLE_SQLSTATES = new Set([
  '25006', // read-only transaction: a standby before its promotion, or a server set so while its disk is full
  '25P03', // idle_in_transaction_session_timeout: the client stalled, the server ended its transaction
  '25P04', // transaction_timeout: likewise
  '55P03', // lock_not_available: lock_timeout
]);

const RETRYABLE_STATUSES = new Set([408, 429, 500, 502, 503, 504]);

/** ClickHouse's own error numbers (its ErrorCodes.cpp) after which the same statement may succeed. */
const RETRYABLE_CLICKHOUSE_CODES = new Set([
  // What our statements name is in the schema: whoever lost it makes it again (npm run mirror:rebuild), and an alert says
  // what is missing until then. An end of the process, with what it holds for all tenants, would mend nothing.
  '60', // UNKNOWN_TABLE
  '81', // UNKNOWN_DATABASE
  '218', // TABLE_IS_DROPPED: between the statement's check and its work
  // Busy, shutting down, or without what it needs of others.
  '159', // TIMEOUT_EXCEEDED
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
]);

/**
 * Codes of the operating system, of Node, and of its fetch() for connections that fail and pass by themselves. Those of a
 * process that has used up its own descriptors (EMFILE) or may not connect (EACCES) are not here: waiting mends neither.
 */
const CONNECTION_CODES = new Set([
  'EADDRNOTAVAIL', // no local port is free now: those of closed connections come back within a minute
  'EAI_AGAIN',
  'ECONNABORTED', // our own side gave the connection up, as when its address went away
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETRESET',
  'ENETUNREACH',
  'ENOTFOUND', // names of a cluster are unknown while what they name is being started again
  'EPIPE',
  'ETIMEDOUT',
  'ERR_STREAM_PREMATURE_CLOSE', // an answer that ended before its end
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_SOCKET', // the server closed the connection before or in the middle of its answer
]);

/**
 * The messages of the plain Errors, without any code, that pg, its pool, and the ClickHouse client throw for a connection
 * that ended or an answer that did not come in time. A test finds each of them in the versions that are installed.
 */
export const LOST_CONNECTION_MESSAGES: readonly string[] = [
  'timeout expired',
  'timeout exceeded when trying to connect',
  'Connection terminated due to connection timeout',
  'Connection terminated',
  'Connection terminated unexpectedly',
  'Query read timeout',
  'Client has encountered a connection error and is not queryable',
  'Client was closed and is not queryable',
  // A server that cannot even fork answers the request for TLS with an error.
  'There was an error establishing an SSL connection',
  // The ClickHouse client, after its request_timeout.
  'Timeout error.',
];
