import { withQuery } from './client.ts';
import type { ImportView, RecordType } from './types.ts';

/** Addresses that a link downloads. */

export function templateAddress(type: RecordType): string {
  return `/api/templates/${type}.csv`;
}

/** A file as it may look when it is filled in. */
export function exampleAddress(type: RecordType): string {
  return `/api/templates/${type}-example.csv`;
}

export const INSTRUCTIONS_ADDRESS = '/api/instructions';

/** With the rows that a spreadsheet shows; undefined while there is no error file. */
export function errorFileAddress({ links }: ImportView): string | undefined {
  return links.errors === null ? undefined : withQuery(links.errors, { lines: 'true' });
}
