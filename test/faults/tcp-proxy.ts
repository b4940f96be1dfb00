import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { Transform } from 'node:stream';

/** Passes connections on to a server on this machine, and can hold up or cut what goes through it. */
export class TcpProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #delayMs = 0;
  #isDark = false;

  private constructor(target: number) {
    this.#server = createServer((client) => this.#passOn(client, connect(target, '127.0.0.1')));
  }

  /** @param port where it listens; any that is free when left out */
  static async to(target: number, port = 0): Promise<TcpProxy> {
    const proxy = new TcpProxy(target);
    proxy.#server.listen(port, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** From now on every piece of data waits so long, in both directions; what was sent in order arrives in order. */
  delay(ms: number): void {
    this.#delayMs = ms;
  }

  /**
   * Swallows all that is sent, in both directions, and keeps connections open, as a network that lost its route does.
   */
  darken(): number {
    this.#isDark = true;
    return this.#connections;
  }

  /** Ends the connections that were dark: what they swallowed is gone. */
  lighten(): void {
    this.#isDark = false;
    this.cut();
  }

  get #connections(): number {
    return Math.ceil(this.#sockets.size / 2);
  }

  /** Ends all connections in the middle of whatever they do; tells how many there were. */
  cut(): number {
    const open = this.#connections;
    for (const socket of this.#sockets) socket.resetAndDestroy();
    return open;
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #passOn(client: Socket, server: Socket): void {
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(from);
      from.on('close', () => {
        this.#sockets.delete(from);
        to.destroy();
      });
      // Being cut is what a proxy is here for.
      from.on('error', () => undefined);
      from.pipe(this.#slowly()).pipe(to);
    }
  }

  #slowly(): Transform {
    return new Transform({
      transform: (chunk, _encoding, done) => {
        if (this.#isDark) done();
        else if (this.#delayMs === 0) done(null, chunk);
        else setTimeout(() => done(null, chunk), this.#delayMs);
      },
    });
  }
}
