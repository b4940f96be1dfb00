import { expect } from 'vitest';
import type { ImportView } from '#shared/imports/import-view.ts';
import {
  certificationLines,
  differences,
  mirroredCertifications,
  mirroredCourses,
  storedCertifications,
  storedCourses,
} from '../support/compare-state.ts';
import { fromCsv } from '../support/csv.ts';
import { historyInBoth, historyMirrored } from '../support/history-mirrored.ts';
import { leftBehind, NOTHING, sweepNow } from '../support/left-behind.ts';
import { call, eventually, finished, sql } from '../support/product.ts';
import type { Undo } from './undo-patiently.ts';
import type { Import, TenantWorkload } from './workload.ts';

/** What an import may still take once nothing is done to it any more: work that piled up, and leases of the dead. */
export const FINISH_WITHIN_MS = 300_000;

/** The whole state of a tenant must be the oracle's: tables, mirror, counts and error files. */
export async function compareTenant(workload: TenantWorkload): Promise<void> {
  const { tenant, prefix, oracle, imports, undos } = workload;
  for (const one of imports) await compareImport(one, workload);
  for (const undo of undos) await compareUndo(undo, workload);
  const courses = oracle.courses;
  expect(differences(await storedCourses(tenant, prefix), courses), 'courses in PostgreSQL').toEqual([]);
  expect(differences(await mirroredCourses(tenant, prefix), courses), 'courses in ClickHouse').toEqual([]);
  const certifications = certificationLines(oracle.certifications);
  expect(await storedCertifications(tenant, prefix), 'certifications in PostgreSQL').toEqual(certifications);
  expect(await mirroredCertifications(tenant, prefix), 'certifications in ClickHouse').toEqual(
    certifications,
  );
  await compareAccepted(prefix, imports.length + undos.length);
}

/** Of files whose names begin like `prefix`, each must be one import. */
export async function compareAccepted(prefix: string, files: number): Promise<void> {
  const [count] = await sql<{ count: number }>(
    'SELECT count(*)::int FROM imports WHERE check_of IS NULL AND starts_with(file_name, $1)',
    [`${prefix}-`],
  );
  expect(count?.count, 'imports, each accepted once').toBe(files);
}

export async function compareImport(
  { id, rows, header, outcome }: Import,
  { client }: Pick<TenantWorkload, 'client'>,
): Promise<void> {
  const view = await finished(id, client.name, FINISH_WITHIN_MS);
  expect(view).toMatchObject({
    status: outcome.failures.length === 0 ? 'Complete' : 'Complete but with errors',
    total: outcome.total,
    successes: outcome.successes,
    failures: outcome.failures.length,
  });
  if (outcome.failures.length === 0) return;
  // The store may have been killed by the last fault, and be on its way back.
  const response = await eventually(
    () => call(client.name, `/api/imports/${id}/errors`),
    ({ ok }) => ok,
  );
  const file = fromCsv(await response.text());
  const guarded = (value: string) => (/^[=+\-@\t]/.test(value) ? `'${value}` : value);
  expect(file.rows.map((cells) => cells.slice(0, -1))).toEqual(
    outcome.failures.map(({ rowNumber }) =>
      header.map((title) => guarded(rows[rowNumber - 1]?.[title] ?? '')),
    ),
  );
}

/**
 * An undo ends, and says of every record what became of it; the import has kept its status. How many there are depends on
 * what was written meanwhile.
 */
export async function compareUndo(
  { id, undoes }: Undo,
  { client }: Pick<TenantWorkload, 'client'>,
): Promise<ImportView> {
  const view = await finished(id, client.name, FINISH_WITHIN_MS);
  const { restored = 0, removed = 0, stayed } = view.results ?? {};
  expect(view, 'an undo').toMatchObject({
    source: 'undo',
    undoes,
    status: 'Complete',
    total: restored + removed,
    successes: restored + removed,
    failures: 0,
    stayed,
  });
  expect(await finished(undoes, client.name), 'what is undone').toMatchObject({
    undoneBy: id,
    undoableUntil: null,
  });
  return view;
}

/** Nothing unpublished, nothing unfinished, and no object that is neither an import's nor found by the sweeper. */
export async function compareRest(): Promise<void> {
  const [rest] = await sql<Record<string, number>>(
    `SELECT (SELECT count(*)::int FROM outbox) AS unpublished,
       (SELECT count(*)::int FROM import_leases WHERE NOT finished) AS producing,
       (SELECT count(*)::int FROM imports WHERE status = 'in_progress' AND source <> 'feed') AS running,
       (SELECT count(*)::int FROM imports WHERE revision <> mirrored_revision) AS unmirrored`,
  );
  expect(rest).toMatchObject({ unpublished: 0, producing: 0, running: 0 });
  await historyMirrored();
  const { stored, mirrored } = await historyInBoth();
  expect(mirrored, 'the history in ClickHouse').toBe(stored);
  await sweepNow();
  expect(await leftBehind()).toEqual(NOTHING);
}
