import { zstdDecompressSync } from 'node:zlib';
import type { Columns } from '#shared/clickhouse/mirror-columns.ts';
import { compressLines } from '#shared/clickhouse/tab-separated.ts';
import { MIRROR_ROWS_FORMAT, type MirrorRows } from '#shared/kafka/avro/messages.ts';

/**
 * Rows of a kind in one change message. What an overwrite replaced can be longer than what came in, so a batch may take
 * several messages; 500 of the longest (12.5 kB, twice that if every character is escaped) stay below the 16 MiB of the
 * topic.
 */
const ROWS_PER_CHANGE = 500;

/** Packs lines of a table of the mirror, for as many change messages as they take. */
export function packLines(columns: Columns, lines: readonly string[]): MirrorRows[] {
  return packRows(columns, lines.length, (from, to) => lines.slice(from, to));
}

/**
 * Packs rows of a table of the mirror.
 *
 * @param columns of each line, in its order
 * @param linesOf the lines of the rows from one on up to another, as {@link compressLines} takes them
 */
export function packRows(
  columns: Columns,
  rows: number,
  linesOf: (from: number, to: number) => readonly string[] | Uint8Array,
): MirrorRows[] {
  return Array.from({ length: Math.ceil(rows / ROWS_PER_CHANGE) }, (_, part) => {
    const from = part * ROWS_PER_CHANGE;
    const to = Math.min(from + ROWS_PER_CHANGE, rows);
    return { format: MIRROR_ROWS_FORMAT, columns, rows: to - from, lines: compressLines(linesOf(from, to)) };
  });
}

/** The lines of one of the parts that {@link packLines} or {@link packRows} made. */
export function unpackLines({ lines }: MirrorRows): string[] {
  return splitLines(zstdDecompressSync(lines));
}

/** @param lines UTF-8, each with its end */
export function splitLines(lines: Buffer): string[] {
  return lines.toString().split('\n').slice(0, -1);
}
