import { expect } from 'vitest';
import {
  certificationLines,
  differences,
  mirroredCertifications,
  mirroredCourses,
  storedCertifications,
  storedCourses,
} from '../support/compare-state.ts';
import { historyMirrored } from '../support/history-mirrored.ts';
import { clickhouse, sql } from '../support/product.ts';
import { compareUndo } from './compare.ts';
import type { UndoneFile } from './undone-file.ts';

/** What was undone has come back, and everything else is as it was. */
export async function compareUndos(files: readonly UndoneFile[]): Promise<void> {
  for (const file of files) {
    for (const undo of file.undos) {
      const { results } = await compareUndo(undo, file);
      if (undo.outcome !== undefined) expect(results, `${file.prefix}: counts`).toEqual(undo.outcome);
    }
    await compareRecords(file);
  }
}

/** ClickHouse follows every line of the history of courses, and each change of one. */
export async function compareHistory(): Promise<void> {
  await historyMirrored();
  const [stored, mirrored] = [
    await sql(sumsOf('course_record_history')),
    await clickhouse<object>(sumsOf('course_history FINAL')),
  ];
  const lines = (rows: readonly object[]) => rows.map((row) => Object.values(row).join(' ')).sort();
  expect(lines(mirrored), 'the history in ClickHouse').toEqual(lines(stored));
}

async function compareRecords({ tenant, prefix, oracle }: UndoneFile): Promise<void> {
  const courses = `${prefix}-`;
  const of = (where: string) => `${prefix} in ${where}`;
  expect(differences(await storedCourses(tenant, courses), oracle.courses), of('PostgreSQL')).toEqual([]);
  expect(differences(await mirroredCourses(tenant, courses), oracle.courses), of('ClickHouse')).toEqual([]);
  const lines = certificationLines(oracle.certifications);
  expect(await storedCertifications(tenant, `${prefix} `), of('PostgreSQL')).toEqual(lines);
  expect(await mirroredCertifications(tenant, `${prefix} `), of('ClickHouse')).toEqual(lines);
}

function sumsOf(table: string): string {
  return `SELECT outcome, count(*) AS records, sum(version) AS versions, sum(written_version) AS written
    FROM ${table} GROUP BY outcome`;
}
