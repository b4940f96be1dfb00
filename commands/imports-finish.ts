import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { LmsError } from '#shared/errors.ts';
import { type ImportStatus, isUnapplied, STATUS_TEXTS } from '#shared/imports/import-view.ts';
import { createObjectStore } from '#shared/object-store/object-store.ts';
import { createPool, type Pool } from '#shared/postgres/pool.ts';
import { readInstallation } from './config.ts';
import { endImport } from './imports-finish/end-import.ts';
import {
  describeImportProgress,
  type ImportProgress,
  readImportProgress,
} from './imports-finish/import-progress.ts';
import { runCommand, UsageError } from './run-command.ts';

const USAGE = 'npm run imports:finish -- <import id> [--yes]';

/** Whoever ends an import that moves loses rows that would have been imported in a moment. */
const IDLE_SECONDS = 60;

/** aggregator looks every second; an error file of a million rows takes half a minute. */
const WAIT_MS = 120_000;
const POLL_MS = 250;

await runCommand(USAGE, async () => {
  const { values, positionals } = parseArgs({
    options: { yes: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const [importId, ...more] = positionals;
  if (importId === undefined || more.length > 0) throw new UsageError('Name one import.');
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(importId))
    throw new UsageError('An import is named by its id.');
  const installation = await readInstallation();
  const store = createObjectStore(installation.objectStore);
  const pool = createPool(installation.postgresUrl, {
    applicationName: 'imports-finish',
    max: 1,
    onError: console.error,
    answerWithinMs: Number.POSITIVE_INFINITY,
  });
  try {
    const progress = await readImportProgress(pool, store, importId);
    console.log(describeImportProgress(progress));
    refuseWhileMoving(progress);
    if (!values.yes) {
      console.log('Nothing was changed. With --yes the import ends as Cancelled, with what is known.');
      return 0;
    }
    await endImport(pool, importId);
    console.log(await untilEnded(pool, importId));
  } finally {
    await pool.end();
  }
  return 0;
});

function refuseWhileMoving({ status, idleSeconds }: ImportProgress): void {
  if (isUnapplied(status))
    throw new LmsError('configuration', 'Nothing of it has been imported: an LMS admin can discard it.');
  if (status !== 'in_progress') throw new LmsError('configuration', 'It is finished already.');
  if (idleSeconds < IDLE_SECONDS) {
    throw new LmsError(
      'configuration',
      `It moved ${idleSeconds} s ago. What has not moved for ${IDLE_SECONDS} s can be ended.`,
    );
  }
}

async function untilEnded(pool: Pool, importId: string): Promise<string> {
  const deadline = Date.now() + WAIT_MS;
  while (Date.now() < deadline) {
    const { rows } = await pool.query<{
      status: ImportStatus;
      successes: number;
      failures: number;
      unknown: number;
    }>('SELECT status, successes, failures, unknown FROM imports WHERE import_id = $1', [importId]);
    const [row] = rows;
    if (row !== undefined && row.status !== 'in_progress')
      return `${STATUS_TEXTS[row.status]}: ${row.successes} succeeded, ${row.failures} failed, ${row.unknown} unknown`;
    await wait(POLL_MS);
  }
  throw new LmsError(
    'unavailable',
    `Not ended in ${WAIT_MS / 1_000} s: aggregator, ClickHouse or the object store is unavailable. It will be once they are back.`,
  );
}
