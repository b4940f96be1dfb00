import pg from 'pg';

export type Pool = pg.Pool;
export type Client = pg.PoolClient;

/** Whatever can run one statement: a pool, or the client of a transaction. */
export type Queryable = Pick<pg.ClientBase, 'query'>;

// bigint columns hold ids, offsets and microseconds, all below 2^53 for the next 200 years; a string for each
// would have to be converted wherever one is compared.
const INT8 = 20;
const DATE = 1082;
const types: pg.CustomTypesConfig = {
  getTypeParser(oid, format) {
    if (oid === INT8) return Number;
    // A date is a date, not an instant: it stays the text YYYY-MM-DD.
    if (oid === DATE) return String;
    return pg.types.getTypeParser(oid, format);
  },
} as pg.CustomTypesConfig;

/**
 * How long a statement's answer may take before its connection counts as lost. The server ends every transaction of a
 * service within 60 s (schemas/postgres/0010_stalls.sql), so no answer by then means that none can arrive: shorter
 * would cut connections that still work, longer would keep a partition waiting for a network that dropped the
 * connection.
 */
const ANSWER_WITHIN_MS = 70_000;

/**
 * After how much silence the system asks whether the other side is still there; ten unanswered questions, one a second,
 * end the connection. Longer would leave a lost server unnoticed by a client that only waits for notifications.
 */
export const KEEP_ALIVE_AFTER_MS = 10_000;

/**
 * Opens a pool. A connection lost while idle is replaced on the next use and only reported to `onError`. One whose
 * server stays silent becomes a retryable error and is closed.
 *
 * @param options.max connections at most; beyond it callers wait
 * @param options.answerWithinMs Infinity for operators' commands, whose roles have no time limits on the server either
 */
export function createPool(
  url: string,
  options: {
    applicationName: string;
    max: number;
    onError: (error: Error) => void;
    answerWithinMs?: number;
  },
): Pool {
  const { answerWithinMs = ANSWER_WITHIN_MS } = options;
  const pool = new pg.Pool({
    connectionString: url,
    application_name: options.applicationName,
    max: options.max,
    types,
    // A server that is unavailable must become an error soon, so that the caller can pause and try again.
    connectionTimeoutMillis: 5_000,
    ...(Number.isFinite(answerWithinMs) ? { query_timeout: answerWithinMs } : {}),
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
    // Statements that are not waited for one by one are sent at once; they are still executed in order.
    pipeline: true,
  });
  pool.on('error', options.onError);
  // A connection can be lost between two statements of a transaction, when only this listens: the next statement
  // fails and says so. Without it the process would end.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}
