import { COURSE_COLUMNS } from '#shared/clickhouse/mirror-columns.ts';
import { tabSeparatedLine } from '#shared/clickhouse/tab-separated.ts';
import type { KeptRecords } from '#shared/imports/parse-settings.ts';
import { HIGHEST_FIRST, isRestorable } from '#shared/imports/restorable-record.ts';
import type { MirrorRows } from '#shared/kafka/avro/messages.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import { comparePositions } from '#shared/records/position.ts';
import { insertOvertaken, insertReplaced, positionOf, RETURNED, type Repeat } from './course-history.ts';
import { packLines } from './mirror-rows.ts';
import { originsOf } from './origins.ts';
import { IMPORTED_STATUS } from './record-lines.ts';
import { compareKeys } from './reduce-courses.ts';
import type { RowResults } from './row-results.ts';
import { indexesOfParameters, parametersOf, rowsOfParameters } from './rows-of-parameters.ts';
import type { Accepted } from './validated-rows.ts';
import {
  ASKED,
  COLUMNS,
  findRepeats,
  IS_LATER,
  KEY,
  NAMES,
  NEXT_VERSION,
  storeOvertaken,
  VERSION,
} from './write-courses.ts';

/** Rows of a batch that are written by one statement: no two of a key. */
interface Round {
  readonly kept: KeptRecords;
  /** Values of the statement. */
  readonly values: unknown[];
  /** Of each row its import and number. */
  readonly places: readonly { readonly importId: string; readonly tenantId: number; readonly row: number }[];
}

/** Courses about to be written, as bytes, the rounds one after another. */
export type KeptCoursesToWrite = readonly Round[];

/** Columns that a row need not have. */
const OPTIONAL: ReadonlySet<string> = new Set(
  COLUMNS.own.filter(({ nullable }) => nullable === true).map(({ name }) => name),
);

/** As the statement of write-courses.ts, but for what it keeps; and it returns what is stored in the end. */
function upsert(kept: KeptRecords) {
  const { blanks, olderRecords } = kept;
  const isLater = olderRecords === undefined ? '' : 'AND excluded.completion_date >= stored.completion_date';
  const value = (name: string) =>
    blanks !== undefined && OPTIONAL.has(name)
      ? `coalesce(excluded.${name}, stored.${name})`
      : `excluded.${name}`;
  return {
    name: `upsert-courses-keep${suffix(kept)}`,
    rowMode: 'array' as const,
    text: `WITH written AS (
      INSERT INTO course_records AS stored (${NAMES.join(', ')}, version)
      SELECT offered.*, '${IMPORTED_STATUS}', ${VERSION} FROM (${rowsOfParameters(COLUMNS)}) AS offered
      ON CONFLICT (${KEY.join(', ')}) DO UPDATE SET
        ${NAMES.filter((name) => !KEY.includes(name))
          .map((name) => `${name} = ${value(name)}`)
          .join(', ')},
        version = ${NEXT_VERSION}
      WHERE (${IS_LATER}) ${isLater}
      RETURNING ${RETURNED}, ${COURSE_COLUMNS.map((name) => `new.${name}::text AS now_${name}`).join(', ')}
    ), history AS (${insertReplaced(VERSION)})
    SELECT row_index, letter, position_number, ${COURSE_COLUMNS.map((name) => `now_${name}`).join(', ')}
    FROM (${indexesOfParameters(COLUMNS, ['person_id', 'course_number'])}) AS offered
    LEFT JOIN written USING (person_id, course_number)
    ORDER BY row_index`,
  };
}

/** No import's: every record counts, also those that no import has written. */
const NO_IMPORT = `'00000000-0000-0000-0000-000000000000'::uuid`;

/**
 * Keeps in the history what newer records keep out, as it would be now if it had come before them: an undo of those brings
 * it back. It keeps from the record below it, and leaves nothing where that is kept whole.
 */
function overtaken(kept: KeptRecords) {
  const { blanks, olderRecords } = kept;
  const isLater =
    olderRecords === undefined ? 'true' : `coalesce(row.completion_date >= before.completion_date, true)`;
  const value = (name: string) =>
    blanks !== undefined && OPTIONAL.has(name)
      ? `coalesce(row.${name}, before.${name}) AS ${name}`
      : `row.${name}`;
  const names = NAMES.filter((name) => name !== 'status');
  const offered = `SELECT ${names.map(value).join(', ')}, row.row_index
      FROM (${rowsOfParameters(COLUMNS, 'row_index')}) AS row LEFT JOIN LATERAL (
        SELECT line.* FROM course_record_history AS line
        WHERE ${KEY.map((name) => `line.${name} = row.${name}`).join(' AND ')} AND ${positionOf('line')} < ${positionOf('row')}
          AND ${isRestorable('line', 'row.tenant_id', NO_IMPORT)}
        ORDER BY ${HIGHEST_FIRST} LIMIT 1
      ) AS before ON true
      WHERE ${isLater}`;
  return {
    name: `insert-overtaken-courses-keep${suffix(kept)}`,
    text: insertOvertaken(offered, IMPORTED_STATUS, VERSION, ASKED),
  };
}

function suffix({ blanks, olderRecords }: KeptRecords): string {
  return `${blanks === undefined ? '' : '-blanks'}${olderRecords === undefined ? '' : '-older'}`;
}

function statements(kept: KeptRecords) {
  return { upsert: upsert(kept), overtaken: overtaken(kept) };
}

/** Prepared once each: PostgreSQL knows them by their names. */
const STATEMENTS = {
  blanks: statements({ blanks: 'keep' }),
  olderRecords: statements({ olderRecords: 'keep' }),
  both: statements({ blanks: 'keep', olderRecords: 'keep' }),
};

function statementsOf({ blanks, olderRecords }: KeptRecords) {
  if (blanks === undefined) return STATEMENTS.olderRecords;
  return olderRecords === undefined ? STATEMENTS.blanks : STATEMENTS.both;
}

/**
 * Puts the courses of a batch in an order in which they can be written as if one after another: import by import, and
 * of each the first row of every key, then the second, and so on.
 *
 * @param version the batch's
 */
export function prepareKeptCourses(courses: readonly Accepted[], version: number): KeptCoursesToWrite {
  if (courses.length === 0) return [];
  const imports = [...Map.groupBy(courses, ({ importInfo }) => importInfo.importId).values()];
  return imports
    .toSorted(([a], [b]) =>
      a === undefined || b === undefined ? 0 : comparePositions(a.position, b.position),
    )
    .flatMap(roundsOf)
    .map((rows) => roundOf(rows, version));
}

/** Each in the order of keys, in which locks are taken. */
function roundsOf(courses: readonly Accepted[]): Accepted[][] {
  const sorted = courses.toSorted((a, b) => compareKeys(a, b) || comparePositions(a.position, b.position));
  const rounds: Accepted[][] = [];
  let round = 0;
  for (const [index, course] of sorted.entries()) {
    const before = sorted[index - 1];
    round = before !== undefined && compareKeys(before, course) === 0 ? round + 1 : 0;
    const rows = rounds[round];
    if (rows === undefined) rounds.push([course]);
    else rows.push(course);
  }
  return rounds;
}

function roundOf(rows: readonly Accepted[], version: number): Round {
  return {
    kept: rows[0]?.importInfo.kept ?? {},
    values: [...parametersOf(COLUMNS, rows, originsOf(rows)), version],
    places: rows.map(({ importInfo: { importId, tenantId }, position: { number } }) => ({
      importId,
      tenantId,
      row: number,
    })),
  };
}

/**
 * A row that was offered: its index, its letter, the row before it that it replaced, and what is stored, or nulls when
 * it was not written.
 */
type Offered = [
  rowIndex: number,
  letter: 'a' | 'o' | 'u' | 'x' | null,
  earlierRow: number | null,
  ...stored: (string | null)[],
];

const PERSON = COURSE_COLUMNS.indexOf('person_id');
const NUMBER = COURSE_COLUMNS.indexOf('course_number');

/**
 * Applies courses of imports that leave something of stored records as it is.
 *
 * @returns rows of the mirror's `course_records`: what is stored in the end, which can have more values than the rows
 */
export async function writeKeptCourses(
  client: Queryable,
  rounds: KeptCoursesToWrite,
  results: RowResults,
): Promise<readonly MirrorRows[]> {
  const current = new Map<string, string>();
  for (const { kept, values, places } of rounds) {
    const statements = statementsOf(kept);
    const { rows } = await client.query<Offered>({ ...statements.upsert, values });
    const repeats: Repeat[] = [];
    let written = 0;
    for (const [rowIndex, letter, earlierRow, ...stored] of rows) {
      const place = places[rowIndex];
      if (place === undefined) continue;
      const { importId, tenantId, row } = place;
      // Those that a newer record keeps out are found below.
      if (letter === null) results.set(importId, row, 'k');
      else {
        written += 1;
        const courseNumber = stored[NUMBER] ?? '';
        if (letter !== 'x') results.set(importId, row, letter);
        else {
          results.supersede(importId, earlierRow ?? 0);
          repeats.push({ tenantId, personId: Number(stored[PERSON]), courseNumber });
        }
        current.set(`${stored[PERSON]}\t${courseNumber}`, tabSeparatedLine(stored));
      }
    }
    await findRepeats(client, repeats, results);
    if (written < places.length)
      await storeOvertaken(client, [...values, null], results, statements.overtaken);
  }
  return packLines(COURSE_COLUMNS, [...current.values()]);
}
