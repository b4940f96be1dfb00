import { COURSE_COLUMNS, COURSE_HISTORY_CELLS } from '../clickhouse/mirror-columns.ts';
import { LmsError } from '../errors.ts';
import { comparePositions, type Position } from '../records/position.ts';

/** Between the cells of a record, and what stands for no value (schemas/clickhouse/0003_history_as_text.sql). */
const SEPARATOR = '\x1f';
const NONE = '\x1e';

/** What a line of the history is about. */
export interface RecordKey {
  readonly tenantId: number;
  readonly personId: number;
  readonly courseNumber: string;
}

/** A record of the past as versions before 0010 of ClickHouse's schema published and kept it. */
export interface EarlierRecord extends RecordKey {
  /** SUPERSEDED by a later row of its batch, or LATE behind a stored record of a higher position: it never was current. */
  readonly outcome: 'REPLACED' | 'SUPERSEDED' | 'LATE';
  readonly importId: string | null;
  readonly position: Position;
  /** By the names of `course_records`; columns that it does not have are left out. */
  readonly values: Readonly<Record<string, string | null>>;
}

/** A state of a record that PostgreSQL has, current or in the history. */
export interface KnownState extends RecordKey {
  readonly importId: string | null;
  readonly position: Position;
  /** Whether it was current once. */
  readonly stood: boolean;
}

/** A line of `course_record_history` by its columns, but for `written_version`. */
export type HistoryLine = Readonly<Record<string, string | number | null>>;

/**
 * Takes a record of the past apart.
 *
 * @param record the text that `course_history` had, without any escapes
 * @throws LmsError `undecodable` when it is none
 */
export function parseEarlierRecord(record: string): EarlierRecord {
  const cells = record.split(SEPARATOR);
  const values: Record<string, string | null> = {};
  for (const [index, name] of COURSE_HISTORY_CELLS.entries()) {
    const cell = cells[index];
    if (cell === undefined) throw new LmsError('undecodable', `A record of the past has no ${name}`);
    values[name] = cell === NONE ? null : cell;
  }
  for (const cell of cells.slice(COURSE_HISTORY_CELLS.length)) {
    const end = cell.indexOf('=');
    values[cell.slice(0, end)] = cell.slice(end + 1);
  }
  const { outcome } = values;
  if (outcome !== 'REPLACED' && outcome !== 'SUPERSEDED' && outcome !== 'LATE')
    throw new LmsError('undecodable', 'A record of the past has no outcome that is known');
  return {
    tenantId: Number(values['tenant_id']),
    personId: Number(values['person_id']),
    courseNumber: values['course_number'] ?? '',
    outcome,
    importId: values['import_id'] ?? null,
    position: {
      timeUs: Number(values['position_us']),
      source: Number(values['position_source']),
      number: Number(values['position_number']),
    },
    values: Object.fromEntries(Object.entries(values).filter(([name]) => COURSE_COLUMNS.includes(name))),
  };
}

/**
 * Lines of the history from records that earlier versions kept of it, in which nothing says what replaced them: that is the
 * state of the next higher position that was current. What PostgreSQL has already, current or in the history, is left out. So
 * are rows of a file that repeat a key, which never were current for anybody. What else was overtaken within its batch is kept,
 * as it is now: a feed's record, and one that another import's overtook, which would be current were that import undone.
 *
 * @param earlier all that there are of their keys, or else what came next may be missed
 * @param known every state that PostgreSQL has of those keys
 * @param now no line was written later than this, whatever a wrong clock said
 */
export function historyLines(
  earlier: readonly EarlierRecord[],
  known: readonly KnownState[],
  now: Date,
): HistoryLine[] {
  const statesByKey = Map.groupBy(known, keyOf);
  return [...Map.groupBy(earlier, keyOf)].flatMap(([key, records]) => {
    const stored = statesByKey.get(key) ?? [];
    const states = [...stored, ...records.map(asState)]
      .filter(({ stood }) => stood)
      .sort((one, other) => comparePositions(one.position, other.position));
    const seen = new Set(stored.map(({ position }) => nameOf(position)));
    return records.flatMap((record) => {
      if (seen.has(nameOf(record.position))) return [];
      seen.add(nameOf(record.position));
      const next = states.find(({ position }) => comparePositions(position, record.position) > 0);
      return isOwn(record, next) ? [] : [lineOf(record, next, now)];
    });
  });
}

function keyOf({ tenantId, personId, courseNumber }: RecordKey): string {
  return `${tenantId} ${personId} ${courseNumber}`;
}

function nameOf({ timeUs, source, number }: Position): string {
  return `${timeUs} ${source} ${number}`;
}

function asState({ outcome, ...record }: EarlierRecord): KnownState {
  return { ...record, stood: outcome !== 'LATE' };
}

/** Whether the row is one of a file that the same file wrote over. */
function isOwn({ importId, position }: EarlierRecord, next: KnownState | undefined): boolean {
  return importId !== null && next?.importId === importId && position.source === 0;
}

function lineOf(record: EarlierRecord, next: KnownState | undefined, now: Date): HistoryLine {
  const { values, outcome, position } = record;
  const writtenAt = Math.min((next?.position ?? position).timeUs / 1_000, now.getTime());
  return {
    ...values,
    // What never was current had no version; no record has one that is as high as a time.
    version:
      values['version'] === '0' ? position.timeUs + (position.number % 1_000) : Number(values['version']),
    outcome: outcome === 'REPLACED' ? 'replaced' : 'overtaken',
    replaced_by: next?.importId ?? null,
    written_at: new Date(writtenAt).toISOString(),
  };
}
