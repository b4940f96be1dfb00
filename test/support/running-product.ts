import { inject } from 'vitest';

/** A product that start-product.ts started. */
export interface RunningProduct {
  readonly dataDir: string;
  /** The process that starts all others, and starts them again. */
  readonly pid: number;
}

/** The product of this worker: no two files that run at the same time share one. */
export function runningProduct(): RunningProduct {
  // vitest counts its workers from 1.
  const worker = Number(process.env['VITEST_POOL_ID']);
  const product = inject('products')[worker - 1];
  if (product === undefined) throw new Error(`No product was started for worker ${worker}`);
  return product;
}

export const dataDir = (): string => runningProduct().dataDir;
