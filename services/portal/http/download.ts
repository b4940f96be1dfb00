import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';

/** Names the file that an answer is saved as, in every script (RFC 6266). */
export function nameDownload(response: Response, fileName: string): void {
  response.attachment(fileName);
}

/**
 * How long a client may take nothing of a download. It holds a connection to the server that the bytes come from;
 * shorter, and a slow line would be cut off between two of the large pieces in which systems let bytes go.
 */
const STALLED_MS = 60_000;

/**
 * Streams an answer's body. A client that leaves, or takes no byte for `stalledMs`, ends the source, and that is no
 * error.
 *
 * @throws what the source throws; the connection is then broken off, so that the part cannot pass for the whole
 */
export async function sendStream(
  response: Response,
  source: Readable,
  stalledMs = STALLED_MS,
): Promise<void> {
  let failure: unknown;
  source.once('error', (error) => {
    // When the client has left, it is its leaving that ends the source, whatever the source calls that.
    if (!response.destroyed) failure = error;
  });
  const stopWatching = endWhenStalled(response, stalledMs);
  try {
    await pipeline(source, response);
  } catch (error) {
    if (failure !== undefined) throw error;
  } finally {
    stopWatching();
  }
}

/**
 * As {@link sendStream}, what is made piece by piece as the client takes it. The first piece is made before anything is
 * sent: while a server is unavailable that it comes from, the answer is a problem.
 */
export async function sendPieces(response: Response, pieces: AsyncGenerator<string | Buffer>): Promise<void> {
  const first = await pieces.next();
  await sendStream(response, Readable.from(withFirst(first, pieces)));
}

async function* withFirst<Piece>(
  first: IteratorResult<Piece>,
  rest: AsyncIterable<Piece>,
): AsyncGenerator<Piece> {
  if (first.done !== true) yield first.value;
  yield* rest;
}

/** Breaks the answer off once nothing of what waits for the client has left for `stalledMs`. */
function endWhenStalled(response: Response, stalledMs: number): () => void {
  const socket = response.req.socket;
  const taken = (): number => socket.bytesWritten - socket.writableLength;
  let last = { taken: taken(), at: Date.now() };
  const timer = setInterval(() => {
    // While nothing waits, it is the source that is slow.
    if (taken() > last.taken || !response.writableNeedDrain) last = { taken: taken(), at: Date.now() };
    else if (Date.now() - last.at >= stalledMs) response.destroy();
  }, stalledMs / 4);
  return () => clearInterval(timer);
}
