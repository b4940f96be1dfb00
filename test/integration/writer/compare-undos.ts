import { expect } from 'vitest';
import {
  certificationLines,
  differences,
  storedCertifications,
  storedCourses,
} from '../../support/compare-state.ts';
import { Oracle } from '../../support/oracle.ts';
import type { sql } from '../../support/product.ts';
import { PEOPLE } from './history.ts';
import type { Mirror } from './mirror.ts';
import type { ImportedRow, WritePosition } from './undo-history.ts';
import type { UndoRun } from './undo-run.ts';

/** A valid row of a course that nothing has undone. */
interface Write {
  readonly key: string;
  readonly importId: string;
  readonly position: WritePosition;
}

/** What came back is current, or has a line of the time after. */
const IS_PAST = `NOT EXISTS (
         SELECT FROM course_record_history AS undone
         WHERE undone.tenant_id = line.tenant_id AND undone.person_id = line.person_id
           AND undone.course_number = line.course_number AND undone.restored_version = line.version)`;

/** PostgreSQL must have what the rows that are not undone come to in their order, and everything else must agree with it. */
export async function compareUndos(run: UndoRun, query: typeof sql, mirror: Mirror): Promise<void> {
  const taken = await takenBack(run, query);
  const [undone] = await query<{ ids: string[] }>(
    'SELECT coalesce(array_agg(import_id), ARRAY[]::uuid[]) AS ids FROM imports WHERE tenant_id = $1 AND undone_by IS NOT NULL',
    [run.tenant.id],
  );
  const isUndone = new Set(undone?.ids);
  const oracle = new Oracle(PEOPLE);
  const writes: Write[] = [];
  for (const imported of run.imported.toSorted(byPosition)) {
    const { importId, row, type, position } = imported;
    if (isUndone.has(importId)) continue;
    const key = type === 'courses' ? keyOfRow(imported) : undefined;
    if (type === 'courses' && (key === undefined || taken.has(`${importId} ${key}`))) continue;
    if (type === 'courses') oracle.importCourses([row]);
    else oracle.importCertifications([row]);
    if (key !== undefined) writes.push({ key, importId, position });
  }
  const { slug } = run.tenant;
  expect(differences(await storedCourses(slug, '', query), oracle.courses)).toEqual([]);
  expect(await storedCertifications(slug, '', query)).toEqual(certificationLines(oracle.certifications));
  await compareHistory(run, query, writes);
  await compareResults(run, query);
  await compareMirror(run, query, mirror);
}

function byPosition({ position: a }: ImportedRow, { position: b }: ImportedRow): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

/** The record that a row writes; undefined when it is not valid. */
function keyOfRow({ row }: ImportedRow): string | undefined {
  const oracle = new Oracle(PEOPLE);
  oracle.importCourses([row]);
  return [...oracle.courses.keys()][0];
}

/** What undos say that they took back, of each import and record: those that were cancelled did not get at all. */
async function takenBack(run: UndoRun, query: typeof sql): Promise<ReadonlySet<string>> {
  const rows = await query<{ undoes: string; username: string; course_number: string }>(
    `SELECT undo.undoes, username, course_number
     FROM imports AS undo JOIN undo_records AS record USING (import_id)
       JOIN import_row_results AS page ON page.import_id = undo.import_id
         AND row_number BETWEEN first_row AND first_row + length(page.results) - 1
       JOIN people ON people.tenant_id = record.tenant_id AND people.person_id = record.person_id
     WHERE undo.tenant_id = $1 AND course_number IS NOT NULL
       AND substr(page.results, (row_number - first_row + 1)::int, 1) IN ('r', 'd')`,
    [run.tenant.id],
  );
  return new Set(
    rows.map(({ undoes, username, course_number }) => `${undoes} ${username} / ${course_number}`),
  );
}

/** Of every record, what could become current again: of a file the last row alone, of feeds all. */
async function compareHistory(run: UndoRun, query: typeof sql, writes: readonly Write[]): Promise<void> {
  const expected = [...Map.groupBy(writes, ({ key }) => key)].flatMap(([key, ofKey]) => {
    const current = ofKey.at(-1);
    return ofKey
      .filter(({ importId, position: [, source] }, index) => {
        if (index === ofKey.length - 1) return false;
        return source !== 0 || (importId !== ofKey[index + 1]?.importId && importId !== current?.importId);
      })
      .map(({ position }) => `${key} ${position.join('/')}`);
  });
  const lines = await query<{ line: string }>(
    `SELECT username || ' / ' || course_number || ' '
       || concat_ws('/', line.position_us, line.position_source, max(line.position_number)) AS line
     FROM course_record_history AS line JOIN people USING (tenant_id, person_id)
       LEFT JOIN course_records AS stored USING (tenant_id, person_id, course_number)
     WHERE tenant_id = $1 AND line.outcome IN ('replaced', 'overtaken') AND ${IS_PAST}
       AND (line.position_source <> 0 OR line.import_id IS DISTINCT FROM stored.import_id)
       AND line.import_id NOT IN (SELECT import_id FROM imports WHERE undone_by IS NOT NULL)
     GROUP BY username, course_number, line.import_id, line.position_us, line.position_source,
       CASE WHEN line.position_source <> 0 THEN line.position_number END`,
    [run.tenant.id],
  );
  expect(lines.map(({ line }) => line).sort()).toEqual(expected.sort());
  expect(
    await query(
      `SELECT line.* FROM course_record_history AS line JOIN course_records AS stored USING (tenant_id, person_id, course_number)
       WHERE tenant_id = $1 AND (line.version = stored.version OR (line.outcome IN ('replaced', 'overtaken')
         AND ${IS_PAST}
         AND (line.position_us, line.position_source, line.position_number)
           = (stored.position_us, stored.position_source, stored.position_number)))`,
      [run.tenant.id],
    ),
    'lines of what is current',
  ).toEqual([]);
  expect(
    await query(
      `SELECT person_id, course_number, version FROM course_record_history WHERE tenant_id = $1
       GROUP BY person_id, course_number, version HAVING count(*) > 1`,
      [run.tenant.id],
    ),
    'versions that two lines have',
  ).toEqual([]);
}

/** Each row has one letter, and the letters of an import come to its counts; of an undo, every record taken back has a line. */
async function compareResults(run: UndoRun, query: typeof sql): Promise<void> {
  const wrong = await query(
    `SELECT import_id, source, counted.*, lettered.*, lines
     FROM imports
       CROSS JOIN LATERAL (
         SELECT coalesce(sum(successes), 0)::int AS successes, coalesce(sum(failures), 0)::int AS failures,
           coalesce(sum(skipped), 0)::int AS skipped, coalesce(sum(progress.stayed), 0)::int AS staying
         FROM import_progress AS progress WHERE progress.import_id = imports.import_id
       ) AS counted
       CROSS JOIN LATERAL (
         SELECT coalesce(sum(length(translate(results, 'fct', ''))), 0)::int AS written,
           coalesce(sum(length(translate(results, 'aouskrdct', ''))), 0)::int AS failed,
           coalesce(sum(length(translate(results, 'aouskrdft', ''))), 0)::int AS left_out,
           coalesce(sum(length(translate(results, 'aouskrdfc', ''))), 0)::int AS stayed,
           coalesce(sum(length(results)), 0) AS letters, coalesce(max(first_row + length(results) - 1), 0) AS last_row
         FROM import_row_results AS page WHERE page.import_id = imports.import_id
       ) AS lettered
       CROSS JOIN LATERAL (
         SELECT count(*)::int AS lines FROM course_record_history AS line
         WHERE line.tenant_id = imports.tenant_id AND line.replaced_by = imports.import_id AND line.outcome = 'undone'
           AND imports.source = 'undo'
       ) AS undone
     WHERE tenant_id = $1 AND source <> 'feed'
       AND ((counted.successes, counted.failures, counted.skipped, staying) <> (written, failed, left_out, lettered.stayed)
         OR letters <> last_row OR (source = 'file' AND letters <> total)
         OR (source = 'undo' AND type = 'courses' AND lines < written))`,
    [run.tenant.id],
  );
  expect(wrong).toEqual([]);
}

async function compareMirror(run: UndoRun, query: typeof sql, mirror: Mirror): Promise<void> {
  const courses = await query<Record<string, string>>(
    `SELECT tenant_id::text, person_id::text, course_number, course_name, completion_date::text, import_id::text,
       position_us::text, position_number::text, version::text
     FROM course_records WHERE tenant_id = $1`,
    [run.tenant.id],
  );
  const told = [...mirror.mirroredCourses().values()].map((cells) =>
    Object.fromEntries(Object.keys(courses[0] ?? {}).map((column) => [column, cells[column] ?? ''])),
  );
  const lines = (rows: readonly Record<string, string>[]) => rows.map((row) => JSON.stringify(row)).sort();
  expect(lines(courses.length === 0 ? [...mirror.mirroredCourses().values()] : told)).toEqual(lines(courses));
  const certifications = await query<{ id: number }>(
    'SELECT record_id::int AS id FROM certification_records WHERE tenant_id = $1 ORDER BY record_id',
    [run.tenant.id],
  );
  expect(mirror.mirroredCertifications()).toEqual(certifications.map(({ id }) => id));
}
