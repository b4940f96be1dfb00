import { zstdDecompressSync } from 'node:zlib';
import type { AvroCodec } from '#shared/kafka/avro/avro-codec.ts';
import type { MirrorRows } from '#shared/kafka/avro/messages.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import { inTransaction } from '#shared/postgres/transaction.ts';
import { createLogger } from '#shared/runtime/logging.ts';
import { readStalledSources } from '../../../services/aggregator/consume/outbox-entries.ts';
import { SourcePartitions } from '../../../services/aggregator/consume/source-partitions.ts';
import { type Arrivals, isEmpty, noArrivals } from '../../../services/aggregator/flush/arrivals.ts';
import { moveMirrorPositions, requireTimeline } from '../../../services/aggregator/flush/mirror-positions.ts';
import {
  emptyPublishedBatch,
  type PublishedBatch,
  replaces,
} from '../../../services/aggregator/flush/published-batch.ts';
import { createMetrics } from '../../../services/aggregator/metrics.ts';

/** What aggregator makes durable of what arrives, kept as it comes; it may die between any two flushes. */
export class Mirror {
  readonly #pool: Pool;
  readonly #codec: AvroCodec;
  readonly #published: PublishedBatch = emptyPublishedBatch();
  #sources: SourcePartitions;

  constructor(pool: Pool, codec: AvroCodec) {
    this.#pool = pool;
    this.#codec = codec;
    this.#sources = this.#newProcess();
  }

  /** Goes on as another process, which knows what PostgreSQL says and nothing more. */
  die(): void {
    this.#sources = this.#newProcess();
  }

  /** Makes durable what is new of the arrivals, and what is missing before it. */
  async flush(arrivals: Arrivals): Promise<void> {
    let left = arrivals;
    while (!isEmpty(left)) {
      const { published, rest } = await this.#sources.arrange(left);
      await inTransaction(this.#pool, async (client) => {
        await requireTimeline(client, published.timeline);
        await moveMirrorPositions(client, published.positions);
      });
      this.#keep(published);
      left = rest;
    }
  }

  /** Makes durable what no message brings any more. */
  async takeStalled(): Promise<void> {
    await this.flush({ ...noArrivals(), stalled: await readStalledSources(this.#pool, 0) });
  }

  #newProcess(): SourcePartitions {
    const logger = createLogger('test', 'silent');
    return new SourcePartitions({ pool: this.#pool, codec: this.#codec, logger, metrics: createMetrics() });
  }

  #keep({ courses, certifications, counts, failures }: PublishedBatch): void {
    this.#published.courses.push(...courses);
    this.#published.certifications.push(...certifications);
    this.#published.failures.push(...failures);
    this.#published.counts.push(...counts);
  }

  /** Counts of an import: the latest of each partition, together. */
  countsOf(importId: string): { successes: number; failures: number } {
    const latest = new Map<number, PublishedBatch['counts'][number]>();
    for (const count of this.#published.counts) {
      if (count.importId !== importId) continue;
      const known = latest.get(count.partition);
      if (known === undefined || replaces(count, known)) latest.set(count.partition, count);
    }
    const all = [...latest.values()];
    return {
      successes: all.reduce((sum, one) => sum + one.successes, 0),
      failures: all.reduce((sum, one) => sum + one.failures, 0),
    };
  }

  /** Failed rows of an import in order, each once however often it was told, with the columns its reasons name. */
  failuresOf(importId: string): { rowNumber: number; columns: string[] }[] {
    const failed = new Map<number, string[]>();
    for (const { number, reasons, ...of } of this.#published.failures) {
      if (of.importId === importId)
        failed.set(number, [...new Set(reasons.flatMap(({ columns }) => columns))].sort());
    }
    return [...failed]
      .map(([rowNumber, columns]) => ({ rowNumber, columns }))
      .sort((a, b) => a.rowNumber - b.rowNumber);
  }

  /** What a mirror that keeps the highest version of each record holds: version by key. */
  mirroredVersions(): Map<string, number> {
    return new Map(
      [...latestOf(this.#published.courses, courseKey)].map(([key, { version }]) => [key, version]),
    );
  }

  /** The same, with all that is told of each course, by column. */
  mirroredCourses(): Map<string, Cells> {
    const latest = latestOf(this.#published.courses, courseKey);
    return new Map([...latest].map(([key, { cells }]) => [key, cells]));
  }

  /** Ids of the certifications that it holds. */
  mirroredCertifications(): number[] {
    const latest = latestOf(this.#published.certifications, ({ record_id }) => record_id ?? '');
    return [...latest.keys()].map(Number).sort((a, b) => a - b);
  }
}

/** What is told of a record, by column, as text. */
type Cells = Readonly<Record<string, string>>;

interface Latest {
  readonly version: number;
  readonly cells: Cells;
}

/** Of each record what has the highest version, but for those that it says are gone. */
function latestOf(published: readonly MirrorRows[], key: (cells: Cells) => string): Map<string, Latest> {
  const latest = new Map<string, Latest>();
  for (const cells of published.flatMap(cellsOf)) {
    const version = Number(cells['version']);
    const known = latest.get(key(cells));
    if (known !== undefined && known.version === version && known.cells['is_deleted'] !== cells['is_deleted'])
      throw new Error(`Version ${version} of a record is told to be there and gone`);
    if (known === undefined || version > known.version) latest.set(key(cells), { version, cells });
  }
  return new Map([...latest].filter(([, { cells }]) => cells['is_deleted'] !== '1'));
}

/** The generated lines have no cell that the format writes otherwise than it is. */
function cellsOf({ rows, columns, lines: compressed }: MirrorRows): Cells[] {
  if (rows === 0) return [];
  const lines = zstdDecompressSync(compressed).toString().split('\n').slice(0, -1);
  if (lines.length !== rows) throw new Error(`${lines.length} lines are told as ${rows} rows`);
  return lines.map((line) => {
    const cells = line.split('\t');
    return Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? '']));
  });
}

function courseKey({ tenant_id, person_id, course_number = '' }: Cells): string {
  return keyOf({ tenantId: Number(tenant_id), personId: Number(person_id), courseNumber: course_number });
}

export function keyOf({
  tenantId,
  personId,
  courseNumber,
}: {
  readonly tenantId: number;
  readonly personId: number;
  readonly courseNumber: string;
}): string {
  return JSON.stringify([tenantId, personId, courseNumber]);
}
