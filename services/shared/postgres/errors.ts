import pg from 'pg';

/** SQLSTATE classes and codes after which the same transaction may succeed (PostgreSQL manual, appendix A). */
const RETRYABLE_CLASSES = [
  '08', // connection exception
  '40', // transaction rollback: serialization failure, deadlock
  '53', // insufficient resources: disk full, out of memory, too many connections
  '57', // operator intervention: statement_timeout (57014), shutdown, still starting (57P03)
];
const RETRYABLE_CODES = [
  '25006', // read-only transaction: a standby before its promotion, or a server set so while its disk is full
  '25P03', // idle_in_transaction_session_timeout: the client stalled, the server ended its transaction
  '25P04', // transaction_timeout: likewise
  '55P03', // lock_not_available: lock_timeout
];

/**
 * Codes of the operating system and of Node's name look-up that pass by themselves. Those of a process that has used up
 * its own descriptors (EMFILE) or is not permitted to connect (EACCES) are not here: waiting mends neither.
 */
const CONNECTION_CODES = [
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
];

/**
 * The messages of the plain Errors, without any code, that pg and its pool throw for a connection that ended or could
 * not be made in time. A test finds each of them in the version of pg that is installed.
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
];

/**
 * Whether the transaction that threw `error` may be tried again as it is: the server was unavailable, or it rolled the
 * transaction back for a reason that passes. Trying again is safe also when the connection was lost after COMMIT was
 * sent, because nothing of ours is applied twice.
 */
export function isRetryablePostgresError(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) {
    const state = error.code ?? '';
    return RETRYABLE_CLASSES.includes(state.slice(0, 2)) || RETRYABLE_CODES.includes(state);
  }
  return isConnectionError(error);
}

/** Whether PostgreSQL itself answered with `error`; what it throws otherwise is about the connection. */
export function isPostgresServerError(error: unknown): boolean {
  return error instanceof pg.DatabaseError;
}

function isConnectionError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // Every address of a name was tried: one that may answer later is enough.
  if (error instanceof AggregateError) return error.errors.some(isConnectionError);
  const code = 'code' in error ? error.code : undefined;
  if (typeof code === 'string') return CONNECTION_CODES.includes(code);
  return error.constructor === Error && LOST_CONNECTION_MESSAGES.includes(error.message);
}
