import { COURSE_COLUMNS } from '#shared/clickhouse/mirror-columns.ts';
import { compressLines } from '#shared/clickhouse/tab-separated.ts';
import type { MirrorRows } from '#shared/kafka/avro/messages.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import { recordTable } from '#shared/records/record-table.ts';
import { MAX_CLOCK_AHEAD_US, NOW_US } from '#shared/tenants/tenant-clock.ts';
import {
  insertOvertaken,
  insertReplaced,
  positionOf,
  RETURNED,
  type Repeat,
  readRepeats,
} from './course-history.ts';
import { packRows, unpackLines } from './mirror-rows.ts';
import { type Origins, originsOf } from './origins.ts';
import { IMPORTED_STATUS, recordLines, withVersion } from './record-lines.ts';
import { IMPORT_COLUMNS, ownColumns } from './record-parameters.ts';
import { reduceCourses } from './reduce-courses.ts';
import type { RowResults } from './row-results.ts';
import {
  countParameters,
  type ParameterColumns,
  parametersOf,
  rowsOfParameters,
} from './rows-of-parameters.ts';
import type { Accepted } from './validated-rows.ts';

const TABLE = recordTable('courses');

/** What a course is written by. */
export const COLUMNS: ParameterColumns<Accepted> = {
  shared: [
    ...IMPORT_COLUMNS,
    { name: 'position_us', type: 'bigint', of: ({ timeUs }) => timeUs },
    { name: 'position_source', type: 'int', of: ({ source }) => source },
  ],
  own: [
    ...ownColumns(TABLE),
    { name: 'position_number', type: 'bigint', number: ({ position }) => position.number },
  ],
};

export const KEY = ['tenant_id', 'person_id', 'course_number'];
/** Columns of `course_records` but for the version. */
export const NAMES = [...COLUMNS.shared, ...COLUMNS.own].map(({ name }) => name).concat('status');

/** The parameter after those of {@link COLUMNS}. */
export const VERSION = `$${countParameters(COLUMNS) + 1}::bigint`;

// A stored position in the future comes from a clock that was wrong, and must not keep later records out until then.
export const IS_LATER = `(stored.position_us, stored.position_source, stored.position_number)
        < (excluded.position_us, excluded.position_source, excluded.position_number)
      OR stored.position_us > ${NOW_US} + ${MAX_CLOCK_AHEAD_US}`;

/** The version that an overwritten record gets. */
export const NEXT_VERSION =
  "CASE WHEN excluded.version > stored.version THEN excluded.version ELSE nextval('record_version') END";

// Records share the batch's version where it is higher than what they replace; a record that a later batch wrote first
// takes one of its own, after the row lock: of two writers that meet on a key the later one has the higher version.
const UPSERT = {
  name: 'upsert-courses',
  rowMode: 'array' as const,
  text: `WITH written AS (
    INSERT INTO course_records AS stored (${NAMES.join(', ')}, version)
    SELECT offered.*, '${IMPORTED_STATUS}', ${VERSION}
    FROM (${rowsOfParameters(COLUMNS)}) AS offered
    ON CONFLICT (${KEY.join(', ')}) DO UPDATE SET
      ${NAMES.filter((name) => !KEY.includes(name))
        .map((name) => `${name} = excluded.${name}`)
        .join(', ')},
      version = ${NEXT_VERSION}
    WHERE ${IS_LATER}
    RETURNING ${RETURNED}
  ), history AS (${insertReplaced(VERSION)})
  SELECT new_import_id, count(*) FILTER (WHERE new_version = ${VERSION})::int,
    string_agg(new_position_number::text, ',') FILTER (WHERE letter = 'o' AND new_position_source = 0),
    string_agg(new_position_number::text, ',') FILTER (WHERE letter = 'u' AND new_position_source = 0),
    json_agg(json_build_array(tenant_id, person_id, course_number, position_number))
      FILTER (WHERE letter = 'x' AND new_position_source = 0)
  FROM written GROUP BY new_import_id`,
};

// In a statement of its own, since there are hardly ever any: those that have been written are as this session left them.
const EXCEPTIONS = {
  name: 'find-exceptional-courses',
  rowMode: 'array' as const,
  text: `SELECT offered.row_index, CASE WHEN ${positionOf('stored')} = ${positionOf('offered')} THEN stored.version END
    FROM (${rowsOfParameters(COLUMNS, 'row_index')}) AS offered
      JOIN course_records AS stored USING (${KEY.join(', ')})
    WHERE stored.version <> ${VERSION} OR ${positionOf('stored')} <> ${positionOf('offered')}`,
};

const OVERTAKEN = {
  name: 'insert-overtaken-courses',
  text: insertOvertaken(rowsOfParameters(COLUMNS), IMPORTED_STATUS, VERSION),
};

/**
 * What became of an import's courses: how many have the batch's version, and of those of a file the rows that overwrote, the rows
 * that changed no value, and those that replaced the record of an earlier row of the file.
 */
type Written = [
  importId: string,
  versioned: number,
  overwritten: string | null,
  unchanged: string | null,
  repeats: readonly [tenantId: number, personId: number, courseNumber: string, earlierRow: number][] | null,
];

/** A course that did not get the batch's version: it has one of its own, or a newer record stands. */
type Exception = [rowIndex: number, version: number | null];

/**
 * Courses about to be written, as bytes: while PostgreSQL writes, a batch's thousands of objects and texts are not in
 * memory, where the collector would move each of them time and again.
 */
export interface CoursesToWrite {
  /** Values of {@link UPSERT}; undefined when there is nothing to write. */
  readonly values: unknown[] | undefined;
  /** How many courses they hold. */
  readonly offered: number;
  /** What is published to the mirror if all are written under the batch's version. */
  readonly current: readonly MirrorRows[];
  /** Values of {@link OVERTAKEN}: what another import's row, or a feed's later record, overtook within the batch. */
  readonly overtaken: unknown[] | undefined;
}

/**
 * Reduces the courses of a batch to one for each person and course number, the last (promise 3).
 *
 * @param version the batch's
 */
export function prepareCourses(
  courses: readonly Accepted[],
  version: number,
  results: RowResults,
): CoursesToWrite {
  const { winners, superseded, overtaken } = reduceCourses(courses);
  for (const { importInfo, position } of superseded)
    if (position.source === 0) results.set(importInfo.importId, position.number, 's');
  const origins = originsOf(winners);
  return {
    values: winners.length === 0 ? undefined : [...parametersOf(COLUMNS, winners, origins), version],
    offered: winners.length,
    current: packRows(COURSE_COLUMNS, winners.length, (from, to) =>
      courseLines(winners, origins, version, { from, to }),
    ),
    overtaken:
      overtaken.length === 0
        ? undefined
        : [...parametersOf(COLUMNS, overtaken, originsOf(overtaken)), version],
  };
}

/** Lines of the mirror's `course_records`, in the order of COURSE_COLUMNS. */
export function courseLines(
  courses: readonly Accepted[],
  origins: Origins,
  version: number,
  range: { readonly from?: number; readonly to?: number } = {},
): Buffer {
  return recordLines(TABLE, courses, origins, {
    ...range,
    sharedCells: ({ importInfo, timeUs, source }) => [importInfo.importId, timeUs, source],
    ownNumber: ({ position }) => position.number,
    lastCell: version,
  });
}

/**
 * Applies the rule for courses (promise 3): the record of the higher position stays, unless its time is one that no
 * clock can have shown yet (services/shared/tenants/tenant-clock.ts). One statement for the batch, and another one for what
 * came behind newer records, and for rows that repeat a record of their own file.
 *
 * @returns rows of the mirror's `course_records`
 */
export async function writeCourses(
  client: Queryable,
  { values, offered, current, overtaken }: CoursesToWrite,
  results: RowResults,
): Promise<readonly MirrorRows[]> {
  if (values === undefined) return [];
  const { rows } = await client.query<Written>({ ...UPSERT, values });
  const repeats: Repeat[] = [];
  let versioned = 0;
  for (const [importId, count, overwritten, unchanged, repeated] of rows) {
    versioned += count;
    setAll(results, importId, overwritten, 'o');
    setAll(results, importId, unchanged, 'u');
    for (const [tenantId, personId, courseNumber, earlierRow] of repeated ?? []) {
      results.supersede(importId, earlierRow);
      repeats.push({ tenantId, personId, courseNumber });
    }
  }
  await findRepeats(client, repeats, results);
  if (overtaken !== undefined) await storeOvertaken(client, overtaken, results);
  if (versioned === offered) return current;
  const exceptions = await client.query<Exception>({ ...EXCEPTIONS, values });
  if (exceptions.rows.some(([, version]) => version === null)) await storeOvertaken(client, values, results);
  return withExceptions(current, exceptions.rows);
}

function setAll(results: RowResults, importId: string, rows: string | null, letter: 'o' | 'u'): void {
  if (rows === null) return;
  for (const row of rows.split(',')) results.set(importId, Number(row), letter);
}

/** Says of rows that repeat a record of their own file what they did to the record before it. */
export async function findRepeats(
  client: Queryable,
  repeats: readonly Repeat[],
  results: RowResults,
): Promise<void> {
  for (const { import_id, position_number, letter } of await readRepeats(client, repeats))
    results.set(import_id, position_number, letter);
}

/** Keeps in the history what is not current since a newer record stands. */
export async function storeOvertaken(
  client: Queryable,
  values: unknown[],
  results: RowResults,
  statement: { readonly name: string; readonly text: string } = OVERTAKEN,
): Promise<void> {
  const { rows } = await client.query<{ import_id: string; position_number: number }>({
    ...statement,
    values,
  });
  for (const { import_id, position_number } of rows) results.set(import_id, position_number, 's');
}

/**
 * Gives lines that were packed under the batch's version the version that they have, and takes out what came too late.
 */
function withExceptions(
  packed: readonly MirrorRows[],
  exceptions: readonly Exception[],
): readonly MirrorRows[] {
  const versions = new Map(exceptions);
  let firstIndex = 0;
  return packed.map((part) => {
    const first = firstIndex;
    firstIndex += part.rows;
    if (!exceptions.some(([at]) => at >= first && at < first + part.rows)) return part;
    const lines = unpackLines(part).flatMap((line, index) => {
      const version = versions.get(first + index);
      if (version === undefined) return [line];
      return version === null ? [] : [withVersion(line, version)];
    });
    return { ...part, rows: lines.length, lines: compressLines(lines) };
  });
}
