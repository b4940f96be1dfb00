import { zstdDecompressSync } from 'node:zlib';
import { COURSE_HISTORY_CELLS } from '#shared/clickhouse/mirror-columns.ts';
import type { AvroCodec } from '#shared/kafka/avro-codec.ts';
import type { MirrorRows, RecordError, TranscriptChange } from '#shared/kafka/messages.ts';
import type { MessageProducer } from '#shared/kafka/producer.ts';
import { SEPARATOR } from '../../../services/transcript-writer/batch/text-column.ts';

/** Keeps what is told, in order, as the topics would. */
export class Told {
  readonly changes: TranscriptChange[] = [];
  readonly errors: RecordError[] = [];
  readonly producer: MessageProducer;

  constructor(codec: AvroCodec) {
    this.producer = {
      connect: async () => undefined,
      disconnect: async () => undefined,
      send: async (topicMessages) => {
        for (const { messages } of topicMessages) {
          await codec.prepare(messages.map(({ value }) => value as Buffer));
          for (const { value } of messages) {
            const decoded = codec.decode(value as Buffer);
            if (decoded.name === 'TranscriptChange') this.changes.push(decoded.value as TranscriptChange);
            else this.errors.push(decoded.value as RecordError);
          }
        }
      },
    };
  }

  /** Counts of an import: the highest of each partition, together. */
  countsOf(importId: string): { successes: number; failures: number } {
    const highest = new Map<number, { successes: number; failures: number }>();
    for (const { counts } of this.changes) {
      for (const { partition, successes, failures, ...of } of counts) {
        if (of.importId !== importId) continue;
        const known = highest.get(partition) ?? { successes: 0, failures: 0 };
        highest.set(partition, {
          successes: Math.max(known.successes, successes),
          failures: Math.max(known.failures, failures),
        });
      }
    }
    const all = [...highest.values()];
    return {
      successes: all.reduce((sum, one) => sum + one.successes, 0),
      failures: all.reduce((sum, one) => sum + one.failures, 0),
    };
  }

  /** Failed rows of an import in order, each once however often it was told, with the columns its reasons name. */
  failuresOf(importId: string): { rowNumber: number; columns: string[] }[] {
    const failed = new Map<number, string[]>();
    for (const { number, reasons, ...of } of this.errors) {
      if (of.importId === importId)
        failed.set(number, [...new Set(reasons.flatMap(({ columns }) => columns))].sort());
    }
    return [...failed]
      .map(([rowNumber, columns]) => ({ rowNumber, columns }))
      .sort((a, b) => a.rowNumber - b.rowNumber);
  }

  /** What a mirror that keeps the highest version of each record holds: version by key. */
  mirroredVersions(): Map<string, number> {
    const versions = new Map<string, number>();
    for (const { courseRecords } of this.changes) {
      for (const course of recordsOf(courseRecords))
        versions.set(keyOf(course), Math.max(versions.get(keyOf(course)) ?? 0, course.version));
    }
    return versions;
  }

  /** How many valid course rows were told of: each became current once, or was overtaken before it could. */
  courseRowsOf(importId: string): number {
    const places = new Set<string>();
    for (const { courseRecords, pastCourses } of this.changes) {
      const written = recordsOf(pastCourses).filter(({ outcome }) => outcome !== 'REPLACED');
      for (const { place, ...record } of [...recordsOf(courseRecords), ...written])
        if (record.importId === importId) places.add(place);
    }
    return places.size;
  }
}

interface ToldCourse {
  readonly tenantId: number;
  readonly personId: number;
  readonly courseNumber: string;
  readonly importId: string | undefined;
  readonly place: string;
  readonly version: number;
  readonly outcome: string | undefined;
}

/**
 * Both kinds of lines have the same cells in the same order; the generated ones have none that the format writes otherwise
 * than it is.
 */
function recordsOf({ rows, lines: compressed }: MirrorRows): ToldCourse[] {
  if (rows === 0) return [];
  const lines = zstdDecompressSync(compressed).toString().split('\n').slice(0, -1);
  if (lines.length !== rows) throw new Error(`${lines.length} lines are told as ${rows} rows`);
  return lines.map((line) => {
    const cells = line.replaceAll(SEPARATOR, '\t').split('\t');
    const cell = (column: string) => cells[COURSE_HISTORY_CELLS.indexOf(column)];
    return {
      tenantId: Number(cell('tenant_id')),
      personId: Number(cell('person_id')),
      courseNumber: cell('course_number') ?? '',
      importId: cell('import_id'),
      place: `${cell('position_us')} ${cell('position_number')}`,
      version: Number(cell('version')),
      outcome: cell('outcome'),
    };
  });
}

export function keyOf({
  tenantId,
  personId,
  courseNumber,
}: Pick<ToldCourse, 'tenantId' | 'personId' | 'courseNumber'>) {
  return JSON.stringify([tenantId, personId, courseNumber]);
}
