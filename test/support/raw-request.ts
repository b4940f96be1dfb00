import { connect } from 'node:net';
import { endpoints, token } from './product.ts';

export interface RawAnswer {
  /** 0 when the connection ended without an answer. */
  readonly status: number;
  readonly code: string | undefined;
  readonly text: string;
}

export interface RawRequest {
  readonly headers: Readonly<Record<string, string>>;
  /**
   * Written one after the other. A number is a pause in milliseconds; 'end' closes our side, 'reset' the connection.
   */
  readonly parts: readonly (string | Buffer | number | 'end' | 'reset')[];
  readonly path?: string;
}

/**
 * How long an answer may take, an upload's that stands still included; one that hangs must fail, not the whole suite.
 */
const DEADLINE_MS = 100_000;

/** Sends bytes as they are, which no HTTP client would, to the portal as acme's client, and reads what comes back. */
export async function rawUpload({
  headers,
  parts,
  path = '/api/imports?type=courses',
}: RawRequest): Promise<RawAnswer> {
  const { hostname, port, host } = new URL(endpoints().portal);
  const all = {
    Host: host,
    Authorization: `Bearer ${await token('acme-hr')}`,
    Connection: 'close',
    ...headers,
  };
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  const socket = connect(Number(port), hostname);
  let text = '';
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
    // Whoever has the answer closes; the server goes on reading what is sent for half a minute.
    if (isWhole(text)) socket.end();
  });
  // The other side may close while we write; what it answered counts.
  socket.on('error', () => undefined);
  const deadline = setTimeout(() => socket.destroy(), DEADLINE_MS);
  socket.write(`POST ${path} HTTP/1.1\r\n${head.join('')}\r\n`);
  for (const part of parts) {
    if (typeof part === 'number') await new Promise((resolve) => setTimeout(resolve, part));
    else if (part === 'reset') socket.destroy();
    else if (part === 'end') socket.end();
    else if (!socket.destroyed) socket.write(part);
  }
  await closed;
  clearTimeout(deadline);
  return {
    status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0),
    code: /"code":"([a-z0-9-]+)"/.exec(text)?.[1],
    text,
  };
}

function isWhole(answer: string): boolean {
  const [head = '', body] = answer.split(/\r\n\r\n(.*)/s);
  const length = /^content-length: (\d+)/im.exec(head)?.[1];
  return body !== undefined && length !== undefined && body.length >= Number(length);
}
