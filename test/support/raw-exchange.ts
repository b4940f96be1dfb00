import { connect } from 'node:net';

/** How long an exchange may take; one that hangs must fail by itself. */
const DEADLINE_MS = 60_000;

/**
 * Sends bytes that no HTTP client would send and reads what comes back until the other side closes.
 *
 * @param head the request line and the header lines, without the empty line after them
 */
export async function rawExchange(
  address: string | URL,
  head: readonly string[],
  body = '',
): Promise<{ status: number; text: string }> {
  const { hostname, port } = new URL(address);
  const socket = connect(Number(port), hostname);
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
  });
  // The other side may close while the body is written; what it answered counts.
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  const deadline = setTimeout(() => socket.destroy(), DEADLINE_MS);
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  await closed;
  clearTimeout(deadline);
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0), text };
}
