import { zstdDecompressSync } from 'node:zlib';
import definitions from '#schemas/kafka/topics.json' with { type: 'json' };
import type { ClickHouseClient } from '#shared/clickhouse/client.ts';
import { COURSE_HISTORY_CELLS, EARLIER_HISTORY_COLUMNS } from '#shared/clickhouse/mirror-columns.ts';
import { compressLines } from '#shared/clickhouse/tab-separated.ts';
import { LmsError } from '#shared/errors.ts';
import type { MirrorRows } from '#shared/kafka/avro/messages.ts';
import { TRANSCRIPT_CHANGES } from '#shared/kafka/client/topics.ts';
import { DeletedPeople, readDeletedPeople } from '#shared/people/deleted-people.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import type { Logger } from '#shared/runtime/logging.ts';

/** The rows of a flush that go to tables with people's records. */
interface PeoplesRows {
  readonly courses: readonly MirrorRows[];
  readonly history: readonly MirrorRows[];
  readonly certifications: readonly MirrorRows[];
}

/**
 * How long after a deletion a message with the person's records can still be read: until the topic has dropped it.
 * Kafka drops whole segments, each once its newest message is old enough, so a message lives up to twice as long on a
 * quiet topic. With less, a replay would bring a deleted person back; with more, lines are looked through for nothing.
 */
const RETENTION_MS = 2 * retentionOf(TRANSCRIPT_CHANGES);

/**
 * How soon a deletion that only ClickHouse remembers is noticed. PostgreSQL is asked before every flush; ClickHouse
 * alone remembers what happened before PostgreSQL was restored, with the services stopped, so a longer time would do as
 * well.
 */
const RELOAD_MS = 60_000;

const LINE_END = 0x0a;
const TAB = 0x09;
/** Between the cells of a record of the past as earlier versions publish it (schemas/clickhouse/0003_history_as_text.sql). */
const HISTORY_SEPARATOR = 0x1f;
const DIGIT_0 = 0x30;

/** Which cells of a line say whose it is, and what is between cells. */
interface OwnerCells {
  readonly tenant: number;
  readonly person: number;
  readonly separator: number;
}

const HISTORY_OWNER: OwnerCells = {
  tenant: COURSE_HISTORY_CELLS.indexOf('tenant_id'),
  person: COURSE_HISTORY_CELLS.indexOf('person_id'),
  separator: HISTORY_SEPARATOR,
};

/**
 * Keeps the records of people who were deleted, by themselves or with their tenant, out of both databases, also when messages from before the deletion are read
 * again. One for the process: it remembers who was deleted.
 */
export class DeletedPeopleFilter {
  readonly #client: Queryable;
  readonly #clickhouse: ClickHouseClient;
  readonly #logger: Logger;
  #people = new DeletedPeople([]);
  /** What PostgreSQL's table looked like when it was read, and when that was. */
  #state: string | undefined;
  #loadedAt = 0;

  constructor(tools: {
    readonly pool: Queryable;
    readonly clickhouse: ClickHouseClient;
    readonly logger: Logger;
  }) {
    this.#client = tools.pool;
    this.#clickhouse = tools.clickhouse;
    this.#logger = tools.logger;
  }

  /**
   * Returns `published` without the lines of people who are deleted by now. Nothing is unpacked while no one was
   * deleted lately.
   *
   * @throws what PostgreSQL or ClickHouse throws: without an answer of both, nothing may be shown
   */
  async leaveOut<Rows extends PeoplesRows>(published: Rows): Promise<Rows> {
    const { courses, history, certifications } = published;
    if (courses.length + history.length + certifications.length === 0) return published;
    await this.#load();
    if (this.#people.isEmpty) return published;
    const kept = {
      courses: this.#keep(courses),
      history: this.#keep(history),
      certifications: this.#keep(certifications),
    };
    const rows = sumRows(published) - sumRows(kept);
    if (rows > 0) this.#logger.info({ rows }, 'records of deleted people are left out');
    return { ...published, ...kept };
  }

  #keep(all: readonly MirrorRows[]): MirrorRows[] {
    return all.map((rows) => withoutPeople(rows, this.#people));
  }

  async #load(): Promise<void> {
    const { rows } = await this.#client.query<{ state: string }>(
      `SELECT (SELECT count(*) || ' ' || coalesce(max(deleted_at)::text, '') FROM deleted_people) || ' '
         || (SELECT count(completed_at) FROM tenant_deletions) AS state`,
    );
    const state = rows[0]?.state;
    const now = Date.now();
    if (state === this.#state && now - this.#loadedAt < RELOAD_MS) return;
    const since = new Date(now - RETENTION_MS);
    this.#people = await readDeletedPeople(this.#client, this.#clickhouse, since);
    this.#state = state;
    this.#loadedAt = now;
  }
}

/**
 * The rows without the lines of these people; the same object where none is theirs. Whose a line is stands in the
 * cells that the rows name so, or, in a record of the past of an earlier version, in its first two.
 */
export function withoutPeople(rows: MirrorRows, people: DeletedPeople): MirrorRows {
  if (rows.rows === 0) return rows;
  const owner = ownerOf(rows);
  const bytes = zstdDecompressSync(rows.lines);
  const kept: Buffer[] = [];
  let removed = 0;
  let keptFrom = 0;
  for (let start = 0; start < bytes.length; ) {
    const lineEnd = bytes.indexOf(LINE_END, start);
    const next = lineEnd < 0 ? bytes.length : lineEnd + 1;
    if (isOf(people, owner, bytes, start)) {
      kept.push(bytes.subarray(keptFrom, start));
      keptFrom = next;
      removed += 1;
    }
    start = next;
  }
  if (removed === 0) return rows;
  kept.push(bytes.subarray(keptFrom));
  const lines = Buffer.concat(kept);
  return {
    ...rows,
    rows: rows.rows - removed,
    lines: lines.length === 0 ? lines : compressLines(lines),
  };
}

function ownerOf({ columns }: MirrorRows): OwnerCells {
  if (columns.join() === EARLIER_HISTORY_COLUMNS.join()) return HISTORY_OWNER;
  const [tenant, person] = [columns.indexOf('tenant_id'), columns.indexOf('person_id')];
  if (tenant === -1 || person === -1)
    throw new LmsError('unexpected', `Rows of ${columns.join(', ')} do not say whose they are`);
  return { tenant, person, separator: TAB };
}

function isOf(people: DeletedPeople, owner: OwnerCells, bytes: Buffer, start: number): boolean {
  const { tenant, person, separator } = owner;
  return people.has(
    readNumber(bytes, cellStart(bytes, start, tenant, separator)),
    readNumber(bytes, cellStart(bytes, start, person, separator)),
  );
}

/** Where a cell of the line at `start` begins. */
function cellStart(bytes: Buffer, start: number, cell: number, separator: number): number {
  let at = start;
  for (let passed = 0; passed < cell; passed += 1) at = bytes.indexOf(separator, at) + 1;
  return at;
}

/** The decimal number at `start`. */
function readNumber(bytes: Buffer, start: number): number {
  let value = 0;
  for (let at = start; at < bytes.length; at += 1) {
    const digit = (bytes[at] ?? 0) - DIGIT_0;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  return value;
}

function sumRows({ courses, history, certifications }: PeoplesRows): number {
  return [...courses, ...history, ...certifications].reduce((sum, { rows }) => sum + rows, 0);
}

function retentionOf(topic: string): number {
  return Number(definitions.topics.find(({ name }) => name === topic)?.config['retention.ms']);
}
