import {
  AuthenticationError,
  MultipleErrors,
  NetworkError,
  ProtocolError,
  TimeoutError,
  UserError,
} from '@platformatic/kafka';
import { LmsError } from '../../errors.ts';

/**
 * Whether a call that ended with `error` may be tried again. It may when nothing within it is final: one
 * partition that refuses for good refuses the send, whatever the others said. Errors of a kind not named are final.
 */
export function isRetryableClientError(error: unknown): boolean {
  if (error instanceof LmsError) return error.retryable;
  if (error instanceof MultipleErrors) return error.errors.every(isRetryableClientError);
  // By the broker's numeric code: a leader that moved may be asked again, authorization and message size may not. A
  // member that its group has left out may join again.
  if (error instanceof ProtocolError) return error['canRetry'] === true || error['needsRejoin'] === true;
  if (error instanceof TimeoutError) return error['canRetry'] === true;
  if (error instanceof NetworkError) {
    // Signing in fails as a lost connection does, and names why as its cause. A client that was closed cannot retry.
    const isSignIn = error.cause instanceof AuthenticationError;
    return error['canRetry'] === true && (!isSignIn || isRetryableClientError(error.cause));
  }
  // A broker that refuses says so in the cause; one that dies while we sign in leaves a lost connection there.
  if (error instanceof AuthenticationError) return isRetryableClientError(error.cause);
  // Of all a user can do wrong, we can only name a topic that is missing, or not known to a broker that just started.
  // Whatever else it calls so has a cause, and would fail again: a message that it cannot write.
  return error instanceof UserError && error.cause === undefined;
}

/**
 * Kafka protocol, error codes: a user, group or cluster that the broker does not let us use, and a sign-in or a
 * protocol version that it does not take.
 */
const REFUSES_PROCESS = new Set([29, 30, 31, 33, 34, 35, 58]);

/** Whether `error` says that this whole process may not work with Kafka, rather than that one partition has trouble. */
export function isProcessRefused(error: unknown): boolean {
  if (error instanceof LmsError) {
    return error.code === 'configuration' || (!error.retryable && isProcessRefused(error.cause));
  }
  if (error instanceof MultipleErrors) return error.errors.some(isProcessRefused);
  if (error instanceof ProtocolError) return REFUSES_PROCESS.has(Number(error['apiCode']));
  if (error instanceof NetworkError || error instanceof AuthenticationError) {
    return error.cause !== undefined && isProcessRefused(error.cause);
  }
  return false;
}

/** What callers decide by, whatever the client's error is. */
export function toKafkaError(cause: unknown): LmsError {
  if (cause instanceof LmsError) return cause;
  const retryable = isRetryableClientError(cause);
  const message = retryable ? 'Kafka is unavailable' : 'Kafka refuses';
  return new LmsError(retryable ? 'unavailable' : 'unexpected', message, {
    retryable,
    cause,
    server: 'kafka',
  });
}

export function throwKafkaError(cause: unknown): never {
  throw toKafkaError(cause);
}
