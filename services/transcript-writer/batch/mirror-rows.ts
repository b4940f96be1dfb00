import { zstdDecompressSync } from 'node:zlib';
import { compressLines } from '#shared/clickhouse/tab-separated.ts';
import type { MirrorRows } from '#shared/kafka/messages.ts';

/**
 * Rows of a kind in one change message. What an overwrite replaced can be longer than what came in, so a batch may take
 * several messages; 500 of the longest (12.5 kB, twice that if every character is escaped) stay below the 16 MiB of the
 * topic.
 */
const ROWS_PER_CHANGE = 500;

/** Packs lines of a table of the mirror, for as many change messages as they take. */
export function packLines(lines: readonly string[]): MirrorRows[] {
  return Array.from({ length: Math.ceil(lines.length / ROWS_PER_CHANGE) }, (_, part) => {
    const taken = lines.slice(part * ROWS_PER_CHANGE, (part + 1) * ROWS_PER_CHANGE);
    return { rows: taken.length, lines: compressLines(taken) };
  });
}

/** The lines that {@link packLines} was given. */
export function unpackLines(packed: readonly MirrorRows[]): string[] {
  return packed.flatMap(({ lines }) => zstdDecompressSync(lines).toString().split('\n').slice(0, -1));
}
