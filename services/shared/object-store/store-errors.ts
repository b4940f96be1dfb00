import http from 'node:http';
import https from 'node:https';
import { type ClientOptions, S3Error } from 'minio';
import { LmsError, toError } from '../errors.ts';
import { isConnectionError, isRetryableStatus } from '../retryable-errors.ts';
import { retry } from '../runtime/retry.ts';

/** Codes in the body of an answer that passes, whatever its status (Amazon S3 API, error responses). */
const BUSY_CODES = new Set([
  'InternalError',
  'OperationAborted',
  'RequestTimeout',
  'ServiceUnavailable',
  'SlowDown',
]);

/**
 * A store that is busy is asked once more at once, so that an upload of many parts does not end for one of them. Callers
 * that can wait try again for longer.
 */
const ATTEMPTS = 2;

type Transport = NonNullable<ClientOptions['transport']>;

/**
 * What the client sends its requests with. A status that asks for patience becomes an LmsError here, since the client
 * itself makes a plain Error of it, which nothing but its message would tell from a defect.
 */
export function transportTo(endpoint: URL): Transport {
  const { request } = endpoint.protocol === 'https:' ? https : http;
  const send = (options: http.RequestOptions, onAnswer: (answer: http.IncomingMessage) => void) => {
    const sent = request(options, (answer) => {
      if (!isRetryableStatus(answer.statusCode ?? 0)) return onAnswer(answer);
      // Read to its end, so that the connection can be used again. destroy() would not say why it was called.
      answer.resume();
      sent.emit('error', busy(`the store answers ${answer.statusCode}`));
    });
    return sent;
  };
  return { request: send as typeof http.request };
}

/** @throws LmsError `unavailable` or `unexpected`, its message beginning with `what` */
export async function askStore<Result>(what: string, call: () => Promise<Result>): Promise<Result> {
  let attempts = 0;
  try {
    return await retry(call, {
      isRetryable: (error) => {
        attempts += 1;
        return attempts < ATTEMPTS && isBusy(error);
      },
    });
  } catch (error) {
    throw toStoreError(what, error);
  }
}

/** What callers decide by, whatever the client's error is. */
export function toStoreError(what: string, cause: unknown): LmsError {
  const isOurs = cause instanceof LmsError;
  if (isOurs && cause.code !== 'unavailable') return cause;
  const retryable = isOurs ? cause.retryable : isBusy(cause) || isConnectionError(cause);
  return new LmsError(retryable ? 'unavailable' : 'unexpected', `${what}: ${toError(cause).message}`, {
    retryable,
    cause,
    server: 'object-store',
  });
}

function isBusy(error: unknown): boolean {
  if (error instanceof LmsError) return error.code === 'unavailable';
  if (!(error instanceof S3Error)) return false;
  // The failure of a multipart upload's completion comes with status 200, and the client leaves out its code.
  return error.code === undefined || BUSY_CODES.has(error.code);
}

function busy(message: string): LmsError {
  return new LmsError('unavailable', message, { retryable: true, server: 'object-store' });
}
