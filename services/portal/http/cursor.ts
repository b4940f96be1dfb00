import { z } from 'zod';
import { invalidParameter } from '#shared/http/parameters.ts';

type CursorPart = string | number | null | readonly (string | number)[];

/**
 * Where a page of a list ended: the sort key of its last item. It reads as opaque text and is good only for the
 * list and order it came from. It grants nothing: whose rows are seen never depends on it.
 *
 * @param list names the list and its order
 */
export function encodeCursor(list: string, key: readonly CursorPart[]): string {
  return Buffer.from(JSON.stringify([list, ...key])).toString('base64url');
}

/**
 * The sort key in a cursor.
 *
 * @param key what the list itself writes into cursors: it must bound numbers to what their columns hold
 * @throws Refusal `invalid-parameter` for anything but a cursor of this list with a key of this shape
 */
export function decodeCursor<Key extends z.ZodType>(list: string, key: Key, cursor: string): z.output<Key> {
  const parts = z.tuple([z.literal(list)], z.unknown()).safeParse(parseJson(cursor));
  if (parts.success) {
    const [, ...values] = parts.data;
    const result = values.every(canBeText) ? key.safeParse(values) : undefined;
    if (result?.success === true) return result.data;
  }
  throw invalidParameter('cursor', 'must be the `next` of a page of this same list');
}

/** PostgreSQL's text cannot hold NUL: a statement with it would fail. */
function canBeText(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(canBeText);
  return typeof value !== 'string' || !value.includes('\0');
}

function parseJson(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** One page of a list read with a limit of one more than the page, which shows whether there is a next one. */
export function pageOf<Row>(
  rows: readonly Row[],
  limit: number,
  cursorOf: (last: Row) => string,
): { items: readonly Row[]; next: string | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? cursorOf(last) : null };
}
