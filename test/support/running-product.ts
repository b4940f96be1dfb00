import { once } from 'node:events';
import { connect } from 'node:net';
import { inject } from 'vitest';

/** A product that start-product.ts started. */
export interface RunningProduct {
  readonly dataDir: string;
  /** The process that starts all others, and starts them again. */
  readonly pid: number;
}

let taken: RunningProduct | undefined;

/** Waits for a product that no other test file uses; this file has it until its process ends (allocate-products.ts). */
export async function takeProduct(): Promise<void> {
  const socket = connect(inject('productAllocatorPort'), '127.0.0.1').setEncoding('utf8');
  const [line] = (await once(socket, 'data')) as [string];
  taken = JSON.parse(line) as RunningProduct;
  socket.unref();
}

/** The product of this test file. */
export function runningProduct(): RunningProduct {
  if (taken === undefined) throw new Error('No product was taken; see take-product.ts');
  return taken;
}

export const dataDir = (): string => runningProduct().dataDir;
