import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { writeCourses } from './data.ts';
import type { DbaScript } from './dba-script.ts';
import type { Figures } from './figures.ts';
import { SERVICES, type Stack } from './stack.ts';
import { importFile, undoImport } from './upload.ts';
import { measured, peakMegabytes } from './usage.ts';

/** Every column but the version, which grows with every write; in the order of the key. */
const RECORDS = `SELECT md5(string_agg(md5((to_jsonb(record) - 'version')::text), '' ORDER BY person_id, course_number)) AS records
  FROM course_records AS record`;

/**
 * How long it takes to undo the import of a file of `rows` courses of which each overwrites a record, and how long that
 * import took.
 *
 * @param empty empties the tables
 * @throws Error when the records are not what they were before the import, or ClickHouse's are not PostgreSQL's
 */
export async function measureUndo(
  stack: Stack,
  dba: DbaScript,
  rows: number,
  empty: () => Promise<void>,
): Promise<Figures> {
  const [before, file] = ['before-undo.csv', 'undo.csv'].map((name) => join(stack.dataDir, name));
  if (before === undefined || file === undefined) return {};
  await writeCourses(before, rows, 5);
  await writeCourses(file, rows, 6);
  await empty();
  await stack.run(SERVICES);
  await importFile(stack.endpoints, before, { type: 'courses' });
  const [was] = await dba.query<{ records: string }>(RECORDS);
  const imported = await importFile(stack.endpoints, file, { type: 'courses' });
  const undone = await measured(stack, rows, () => undoImport(stack.endpoints, imported.view.id));
  const [is] = await dba.query<{ records: string }>(RECORDS);
  if (was === undefined || is?.records !== was.records)
    throw new Error('The records are not what they were before the import');
  // Fails where they differ.
  await promisify(execFile)(process.execPath, ['commands/reconcile.ts', '--tenant', 'acme'], {
    env: { ...process.env, DATA_DIR: stack.dataDir },
  });
  const peaks = Object.fromEntries(
    SERVICES.map((name) => [`peak MB ${name}, undo`, peakMegabytes(stack.pids().get(name) ?? 0)]),
  );
  await stack.halt();
  return {
    'first byte to Complete, all overwriting: s': imported.complete,
    'undo to Complete: s': undone.result,
    'undo: share of the import': undone.result / imported.complete,
    ...Object.fromEntries(Object.entries(undone.cpu).map(([name, value]) => [`${name}, undo`, value])),
    ...peaks,
  };
}
