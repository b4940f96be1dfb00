import type { RecordType } from './types.ts';

/** Addresses that a link downloads. */

export function templateAddress(type: RecordType): string {
  return `/api/templates/${type}.csv`;
}

export const INSTRUCTIONS_ADDRESS = '/api/instructions';
