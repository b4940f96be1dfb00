import { expect } from 'vitest';
import { removeChecksNow } from '../support/checks.ts';
import {
  certificationLines,
  differences,
  mirroredCertifications,
  mirroredCourses,
  storedCertifications,
  storedCourses,
} from '../support/compare-state.ts';
import { call, eventually, sql } from '../support/product.ts';
import type { CheckedFile } from './checked-file.ts';
import { compareAccepted, compareImport, FINISH_WITHIN_MS } from './compare.ts';
import type { TenantWorkload } from './workload.ts';

/** What was applied is in its place, what was not has left nothing, and every check has ended. */
export async function compareChecks(
  { tenant }: TenantWorkload,
  files: readonly CheckedFile[],
): Promise<void> {
  await checksHaveEnded();
  for (const file of files) {
    for (const one of file.imports) await compareImport(one, file);
    await compareEnd(file);
    await compareRecords(tenant, file);
  }
}

async function checksHaveEnded(): Promise<void> {
  await eventually(
    () =>
      sql<{ import_id: string; status: string }>(
        `SELECT import_id, status FROM imports
         WHERE status = 'checking' OR (check_of IS NOT NULL AND status = 'in_progress')`,
      ),
    (open) => open.length === 0,
    FINISH_WITHIN_MS,
  );
}

async function compareEnd(file: CheckedFile): Promise<void> {
  const { end } = file.script;
  if (end === 'left') await file.comparePrediction();
  if (end === 'discarded') {
    const { status } = await file.client.ask(() => call(file.client.name, `/api/imports/${file.id}`));
    expect(status, `${file.prefix}: discarded`).toBe(404);
  }
}

async function compareRecords(tenant: string, { prefix, oracle }: CheckedFile): Promise<void> {
  const courses = `${prefix}-`;
  expect(
    differences(await storedCourses(tenant, courses), oracle.courses),
    `${prefix} in PostgreSQL`,
  ).toEqual([]);
  expect(
    differences(await mirroredCourses(tenant, courses), oracle.courses),
    `${prefix} in ClickHouse`,
  ).toEqual([]);
  const lines = certificationLines(oracle.certifications);
  const certifications = `${prefix} `;
  expect(await storedCertifications(tenant, certifications), `${prefix} in PostgreSQL`).toEqual(lines);
  expect(await mirroredCertifications(tenant, certifications), `${prefix} in ClickHouse`).toEqual(lines);
}

/** Once retention has passed, checks that wait for a person are all there is. */
export async function compareLeftOfChecks(files: readonly CheckedFile[]): Promise<void> {
  const waiting = files.filter(({ script }) => script.end === 'left').map(({ id }) => id);
  await eventually(
    async () => {
      await removeChecksNow();
      return leftOfChecks(waiting);
    },
    (left) => left.length === 0,
  );
  for (const file of files) {
    const isThere = file.script.end === 'left' ? 1 : 0;
    await compareAccepted(file.prefix, file.imports.length + isThere);
  }
}

/** Discarded imports, check runs other than those of `waiting`, and what belongs to no import; few enough to read. */
async function leftOfChecks(waiting: readonly string[]): Promise<string[]> {
  const imports = await sql<{ left: string }>(
    `SELECT import_id || ' ' || status AS left FROM imports
     WHERE status = 'discarded' OR (check_of IS NOT NULL AND import_id NOT IN (
       SELECT check_run FROM imports WHERE import_id = ANY ($1::uuid[]) AND check_run IS NOT NULL))`,
    [waiting],
  );
  const tables = await sql<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'import_id'
     WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace
       AND c.relname NOT IN ('audit_events', 'imports')`,
  );
  const orphans = await Promise.all(
    tables.map(({ name }) =>
      sql<{ left: string }>(
        `SELECT DISTINCT '${name} ' || import_id AS left FROM ${name}
         WHERE import_id IS NOT NULL AND import_id NOT IN (SELECT import_id FROM imports)`,
      ),
    ),
  );
  return [...imports, ...orphans.flat()].map(({ left }) => left).slice(0, 20);
}
