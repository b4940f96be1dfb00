import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';

/** Names the file that an answer is saved as, in every script (RFC 6266). */
export function nameDownload(response: Response, fileName: string): void {
  response.attachment(fileName);
}

/**
 * Streams an answer's body. A client that leaves ends the source, and that is no error.
 *
 * @throws what the source throws; the connection is then broken off, so that nobody takes the part for the whole
 */
export async function sendStream(response: Response, source: Readable): Promise<void> {
  let failure: unknown;
  source.once('error', (error) => {
    failure = error;
  });
  try {
    await pipeline(source, response);
  } catch (error) {
    if (failure !== undefined && !isPrematureClose(failure)) throw error;
  }
}

/** What Node throws at a stream whose other end was closed before it ended. */
function isPrematureClose(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
}
