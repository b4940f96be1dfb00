import type { Delay } from '#shared/imports/delay.ts';
import { text } from '../texts/texts.ts';

/** Why an import does not move. */
export function describeDelay({ by }: Pick<Delay, 'by'>): string {
  return text('imports.delayed', { server: by });
}
