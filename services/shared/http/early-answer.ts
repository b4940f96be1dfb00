import type { IncomingMessage } from 'node:http';
import type { Response } from 'express';

/** A body up to this size is read by Node itself after the answer; the client has no time to be cut off in. */
const SMALL_BODY_BYTES = 64 * 1024;

/**
 * For how long, and how much of, a refused body is still read. A client that writes everything before it reads sees
 * the answer only if it can finish: 64 MiB is more than the largest upload by default. Neither may be without bound,
 * or a client could hold a connection for ever.
 */
const DRAIN_MS = 30_000;
const DRAIN_BYTES = 64 * 1024 * 1024;

/** Whether the client may still be sending a body that will not be read. */
export function isStillSending(request: IncomingMessage): boolean {
  if (request.complete) return false;
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  return encoding !== undefined || Number(length ?? 0) > SMALL_BODY_BYTES;
}

/**
 * Answers a client that is still sending, so that it sees the answer: the whole of it goes out at once, while what
 * comes is read and thrown away; only then the connection is closed. Closing at once would reset the connection, and
 * the client's system would throw the answer away unread.
 */
export function answerEarly(response: Response, body: string): void {
  const request = response.req;
  response.set({ Connection: 'close', 'Content-Length': String(Buffer.byteLength(body)) });
  // Content-Length completes the answer; ending the response here would make Node close the connection.
  response.write(body);
  drain(request, () => response.end());
}

function drain(request: IncomingMessage, done: () => void): void {
  let bytes = 0;
  const timer = setTimeout(finish, DRAIN_MS);
  function finish(): void {
    clearTimeout(timer);
    request.off('data', count).off('end', finish).off('close', finish);
    done();
  }
  function count(chunk: Buffer): void {
    bytes += chunk.length;
    if (bytes > DRAIN_BYTES) finish();
  }
  request.unpipe();
  request.on('data', count).on('end', finish).on('close', finish);
  request.resume();
}
