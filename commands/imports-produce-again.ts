import { parseArgs } from 'node:util';
import { createPool, type Pool } from '#shared/postgres/pool.ts';
import { readInstallation } from './config.ts';
import { confirm } from './confirm.ts';
import { runCommand, UsageError } from './run-command.ts';

const USAGE = 'npm run imports:produce-again -- (<import id> … | --all) [--yes]';

/** An answer of "no" changes nothing, and is no success either. */
const NOT_DONE = 2;

/**
 * Has ingest send rows of imports in progress again, from the first one on: for when Kafka has lost some. Rows that are
 * accounted for already change nothing a second time.
 */
await runCommand(USAGE, async () => {
  const { ids, isConfirmed } = readArguments();
  const { postgresUrl } = await readInstallation();
  const pool = createPool(postgresUrl, {
    applicationName: 'imports-produce-again',
    max: 1,
    onError: console.error,
    answerWithinMs: Number.POSITIVE_INFINITY,
  });
  try {
    const imports = await runningImports(pool, ids);
    for (const { import_id, slug, offered_rows, accounted } of imports) {
      console.log(
        `${import_id} of ${slug}: ${offered_rows} rows were sent, ${accounted} of them are accounted for.`,
      );
    }
    if (imports.length === 0) {
      console.log('No such import of a file, and no such undo, is in progress.');
      return ids === undefined ? 0 : NOT_DONE;
    }
    if (!isConfirmed && !(await confirm(`Send the rows of ${imports.length} imports again?`)))
      return NOT_DONE;
    await produceAgain(
      pool,
      imports.map(({ import_id }) => import_id),
    );
    return 0;
  } finally {
    await pool.end();
  }
});

interface RunningImport {
  readonly import_id: string;
  readonly slug: string;
  readonly offered_rows: number;
  readonly accounted: number;
}

/** The rows of an import that is being checked are those of its check run. */
async function runningImports(pool: Pool, ids: readonly string[] | undefined): Promise<RunningImport[]> {
  const { rows } = await pool.query<RunningImport>(
    `SELECT i.import_id, t.slug, p.offered_rows, (
       SELECT coalesce(sum(successes + failures + skipped + stayed), 0)::bigint FROM import_progress d
       WHERE d.import_id = i.import_id) AS accounted
     FROM imports i JOIN tenants t USING (tenant_id) JOIN import_leases p USING (import_id)
     WHERE i.status = 'in_progress' AND (i.original_key IS NOT NULL OR i.source = 'undo')
       AND ($1::uuid[] IS NULL OR i.import_id = ANY($1) OR i.check_of = ANY($1))
     ORDER BY i.accepted_us`,
    [ids ?? null],
  );
  return rows;
}

/** Whoever produces an import now is fenced; the next holder begins at the first row. */
async function produceAgain(pool: Pool, ids: readonly string[]): Promise<void> {
  await pool.query(
    `UPDATE import_leases p SET acknowledged_rows = 0, finished = false, fencing_token = fencing_token + 1, lease_until = now()
     FROM imports i WHERE i.import_id = p.import_id AND i.status = 'in_progress' AND p.import_id = ANY($1::uuid[])`,
    [ids],
  );
}

function readArguments(): { ids: readonly string[] | undefined; isConfirmed: boolean } {
  const { values, positionals } = parseArgs({
    options: { all: { type: 'boolean', default: false }, yes: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  if (values.all === positionals.length > 0) throw new UsageError('Name imports, or all of them.');
  if (!positionals.every((id) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id))) {
    throw new UsageError('An import is named by its id.');
  }
  return { ids: values.all ? undefined : positionals, isConfirmed: values.yes };
}
