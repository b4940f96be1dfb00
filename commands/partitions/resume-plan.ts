import { LmsError } from '#shared/errors.ts';
import type { PartitionLog } from '#shared/kafka/client/describe-log.ts';
import type { StoredPosition } from './stored-positions.ts';

/** Where a person lets a halted partition be read on. */
export type Start = 'at-position' | 'from-start' | number;

export interface ResumePlan {
  readonly nextOffset: number;
  /** Offsets begin again, so that from now on they name other records, or the same records once more. */
  readonly isNewEpoch: boolean;
  /** What it means, a sentence a line. */
  readonly consequences: readonly string[];
}

/**
 * Says what reading on from `start` skips and what it reads again.
 *
 * @throws LmsError `configuration` when the log does not hold that offset
 */
export function planResume(
  stored: StoredPosition,
  log: PartitionLog & { readonly clusterId: string },
  start: Start,
): ResumePlan {
  const nextOffset = offsetOf(stored, log, start);
  if (nextOffset < log.low || nextOffset > log.high) {
    throw new LmsError('configuration', `Offset ${nextOffset} is not in the log: ${holds(log)}.`);
  }
  const isOtherLog =
    stored.clusterId !== log.clusterId || (stored.topicId !== null && stored.topicId !== log.topicId);
  const consequences = isOtherLog
    ? ofOtherLog(stored, log, nextOffset)
    : [...ofSameLog(stored, log, nextOffset), ...ofCutLog(stored), ...ofMissingBatches(stored)];
  return { nextOffset, isNewEpoch: isOtherLog || nextOffset < stored.nextOffset, consequences };
}

function offsetOf(stored: StoredPosition, log: PartitionLog, start: Start): number {
  if (start === 'at-position') return stored.nextOffset;
  return start === 'from-start' ? log.low : start;
}

function ofOtherLog(stored: StoredPosition, log: PartitionLog, nextOffset: number): string[] {
  return [
    `This log is not the one that was read up to offset ${stored.nextOffset}: ${holds(log)}.`,
    `Records of the old log that were not read by then are lost.`,
    ...(nextOffset > log.low ? [skips(log.low, nextOffset)] : []),
    `Reads ${range(nextOffset, log.high)}.`,
  ];
}

function ofSameLog(stored: StoredPosition, log: PartitionLog, nextOffset: number): string[] {
  const gone =
    stored.nextOffset < log.low
      ? [`${capital(range(stored.nextOffset, log.low))} were deleted before they were read.`]
      : [];
  const firstLeft = Math.max(stored.nextOffset, log.low);
  if (nextOffset > firstLeft) return [...gone, skips(firstLeft, nextOffset)];
  if (nextOffset < stored.nextOffset) {
    return [
      ...gone,
      `Reads ${range(nextOffset, Math.min(stored.nextOffset, log.high))} again. A feed’s record without rowNumber counts again.`,
    ];
  }
  return [...gone, `Skips nothing else and reads nothing again.`];
}

/** Where the log ended when it was found cut, by the reason of the halt. */
const CUT_AT: Readonly<Record<string, readonly string[]>> = {
  'log-truncated': ['refusal', 'at', 'endOffset'],
  'offset-beyond-end': ['log', 'high'],
};

/** Where a log that was cut has grown again, other records are at offsets that were read. */
function ofCutLog({ halt, nextOffset }: StoredPosition): string[] {
  const path = CUT_AT[halt?.reason ?? ''];
  if (path === undefined) return [];
  const endOffset = numberAt(halt?.detail, path);
  if (endOffset === undefined || endOffset < 0 || endOffset >= nextOffset) {
    return ['The log was cut, and other records may be at offsets that were read before.'];
  }
  return [
    `The log was cut at offset ${endOffset}: ${range(endOffset, nextOffset)} are other records than those that were ` +
      `read, as far as the log has grown again. Only --from ${endOffset} reads them.`,
  ];
}

/** What was committed is in PostgreSQL; it is only ClickHouse and counts that a lost batch is missing from. */
function ofMissingBatches({ halt }: StoredPosition): string[] {
  if (halt?.reason !== 'gap') return [];
  const first = numberAt(halt.detail, ['missing']);
  return [
    `Counts and mirror continue without the batches from number ${first ?? 'unknown'} on, which no longer exist. ` +
      'Their records are in PostgreSQL: npm run reconcile -- --repair brings them into ClickHouse.',
    'Failures in them are lost: an import that waits for them ends by npm run imports:finish.',
  ];
}

function numberAt(detail: unknown, path: readonly string[]): number | undefined {
  let value = detail;
  for (const name of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.entries(value).find(([key]) => key === name)?.[1];
  }
  return typeof value === 'number' ? value : undefined;
}

function holds({ low, high }: PartitionLog): string {
  return high > low ? `it holds ${range(low, high)}` : `it is empty and goes on at offset ${high}`;
}

function skips(from: number, until: number): string {
  return `Skips ${range(from, until)}: they are never applied.`;
}

function range(from: number, until: number): string {
  if (until <= from) return 'no records';
  const count = until - from;
  return `${count} ${count === 1 ? 'record' : 'records'} (offsets ${from} to ${until - 1})`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
