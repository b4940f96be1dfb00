import { connect, type Socket } from 'node:net';

/** A connection whose answer is read to its first piece and then left alone, as a hostile client leaves it. */
export class HeldConnection {
  readonly socket: Socket;
  /** The status of the answer; 0 when the connection ended without one. */
  readonly status: Promise<number>;

  /** @param head the request line and the headers but `Host` */
  constructor(address: string, head: readonly string[], body = '') {
    const { hostname, port, host } = new URL(address);
    const [line = '', ...headers] = head;
    this.socket = connect(Number(port), hostname);
    this.socket.on('error', () => undefined);
    this.status = new Promise((resolve) => {
      this.socket.once('data', (chunk) => {
        this.socket.pause();
        resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(chunk.toString('latin1'))?.[1] ?? 0));
      });
      this.socket.once('close', () => resolve(0));
    });
    this.socket.write(`${[line, `Host: ${host}`, ...headers].join('\r\n')}\r\n\r\n${body}`);
  }

  get isOpen(): boolean {
    return !this.socket.destroyed;
  }
}
