import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { RunningProduct } from './running-product.ts';

export interface ProductAllocator {
  /**
   * Of 127.0.0.1: who connects gets a product as one line of JSON, as soon as one is free, and has it while connected.
   */
  readonly port: number;
  close(): void;
}

/**
 * Gives each test file a product of its own while it runs. A worker's number (VITEST_POOL_ID) would not do: after one
 * group of projects ends, vitest 4.1 may give the same number to two files of the next that run at the same time.
 */
export async function allocateProducts(products: readonly RunningProduct[]): Promise<ProductAllocator> {
  const free = [...products];
  const waiting = new Set<Socket>();
  const serve = (): void => {
    for (const socket of waiting) {
      const product = free.shift();
      if (product === undefined) return;
      waiting.delete(socket);
      socket.once('close', () => {
        free.push(product);
        serve();
      });
      socket.write(`${JSON.stringify(product)}\n`);
    }
  };
  const server = createServer((socket) => {
    // A worker that is killed resets its connection, which frees its product as well.
    socket.on('error', () => undefined);
    socket.once('close', () => waiting.delete(socket));
    socket.resume();
    waiting.add(socket);
    serve();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  return { port: (server.address() as AddressInfo).port, close: () => server.close() };
}
