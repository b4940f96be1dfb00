import type { OwnProduct } from '../support/own-product.ts';
import { pause, type Target } from './target.ts';

/** What is done to the product, over and over, while another tenant works. */
export interface Attack {
  /** What the table and `--only` call it. */
  readonly name: string;
  /** What it does, in a few words. */
  readonly does: string;
  /** Makes what it needs, before anything is measured. */
  readonly prepare?: (target: Target, product: OwnProduct) => Promise<void>;
  /** Attacks until `signal` aborts. Runs in a process of its own; `report` tells what must not have happened. */
  readonly run: (target: Target, signal: AbortSignal, report: (problem: string) => void) => Promise<void>;
}

/** Does something over and over, so many of it at once, each followed by a pause, until the signal aborts. */
export async function repeat(
  signal: AbortSignal,
  { atOnce, pauseMs }: { readonly atOnce: number; readonly pauseMs: number },
  work: (lane: number) => Promise<unknown>,
): Promise<void> {
  const lanes = Array.from({ length: atOnce }, async (_, lane) => {
    while (!signal.aborted) {
      await work(lane);
      await pause(pauseMs, signal);
    }
  });
  await Promise.all(lanes);
}
