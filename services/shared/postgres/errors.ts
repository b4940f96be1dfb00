import pg from 'pg';

/** SQLSTATE classes and codes after which the same transaction may succeed (PostgreSQL manual, appendix A). */
const RETRYABLE_CLASSES = ['08', '40', '53', '57'];
const RETRYABLE_CODES = [
  '25P03', // idle_in_transaction_session_timeout
  '25P04', // transaction_timeout: we stalled, the server ended it
  '55P03', // lock_not_available
];

/** Codes of Node's sockets (and of pg's own pool) when the server is away or went away. */
const CONNECTION_CODES = [
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'EAI_AGAIN',
];

/**
 * Whether the transaction that threw `error` may be tried again as it is: the server was away, or it rolled the
 * transaction back for a reason that passes. An error without a SQLSTATE comes from the connection, and trying
 * again is safe because nothing of ours is applied twice.
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
  if (error instanceof AggregateError) return error.errors.some(isConnectionError);
  const code = 'code' in error ? error.code : undefined;
  if (typeof code === 'string') return CONNECTION_CODES.includes(code);
  // pg throws plain Errors, without any code, for a connection that ended or could not be made in time.
  return error.constructor === Error;
}
