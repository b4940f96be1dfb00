import type { Inspection } from '#shared/csv/inspection/inspection.ts';
import { Refusal } from '#shared/http/refusal.ts';
import { countChangedSince } from '#shared/imports/changed-since.ts';
import type { CheckResult, CheckSample } from '#shared/imports/check-result.ts';
import type { CheckCounts, CheckReason, CheckSampleView, CheckView } from '#shared/imports/check-view.ts';
import { type ImportStatus, isUnapplied, STATUS_TEXTS, VISIBLE_IMPORT } from '#shared/imports/import-view.ts';
import { firstRowsOfReasons } from '#shared/imports/stored-failures.ts';
import type { Pool, Queryable } from '#shared/postgres/pool.ts';
import { asTenant } from '#shared/postgres/transaction.ts';
import { message } from '#shared/texts/texts-of.ts';
import type { Tenant } from '../http/caller.ts';
import { type LineNumbers, readableFile } from '../results/line-numbers.ts';
import { frequentReasons } from './import-failures.ts';

/** First rows of a reason: enough to find it in the file. */
const FIRST_ROWS = 5;

const UNKNOWN: CheckCounts = {
  added: null,
  overwritten: null,
  unchanged: null,
  superseded: null,
  kept: null,
  people: null,
  losesValues: null,
  replacesNewer: null,
  changedSince: null,
};

interface CheckedRow {
  readonly status: ImportStatus;
  readonly total: number | null;
  readonly check_run: string | null;
  readonly questions: Inspection['questions'] | null;
  readonly accepted: readonly string[] | null;
  readonly run_ended: boolean | null;
  readonly successes: number;
  readonly failures: number;
  readonly result: CheckResult | null;
}

/** @throws Refusal `not-found` when there is no such import, or no check of it (any more) */
export async function getCheck(
  { pool, lines }: { readonly pool: Pool; readonly lines: LineNumbers },
  tenant: Tenant,
  id: string,
): Promise<CheckView> {
  const { check, file } = await asTenant(pool, tenant.slug, async (client) => ({
    check: await readCheck(client, tenant, id),
    file: await readableFile(client, tenant, id),
  }));
  const isAskedForRows = check.samples.length > 0 || check.reasons.length > 0;
  const lineOf = await lines.of(isAskedForRows ? file : undefined);
  return {
    ...check,
    reasons: check.reasons.map((reason) => ({
      ...reason,
      firstLines: reason.firstRows.flatMap((row) => lineOf(row) ?? []),
    })),
    samples: check.samples.map(({ row, ...sample }) => ({ row, line: lineOf(row) ?? null, ...sample })),
  };
}

type Sample = Omit<CheckSampleView, 'line'>;
type ReasonByRow = Omit<CheckReason, 'firstLines'>;

interface CheckByRow extends Omit<CheckView, 'reasons' | 'samples'> {
  readonly reasons: readonly ReasonByRow[];
  readonly samples: readonly Sample[];
}

async function readCheck(client: Queryable, tenant: Tenant, id: string): Promise<CheckByRow> {
  const row = await checkedRow(client, tenant, id);
  if (row === undefined || (row.check_run === null && row.status !== 'needs_settings'))
    throw new Refusal('not-found', message('problems.no-check'));
  const { status, check_run: checkRun, result, successes, failures } = row;
  const isOpen = result === null || row.run_ended !== true;
  return {
    status: STATUS_TEXTS[status],
    rows: isOpen ? successes + failures : (row.total ?? 0),
    ...(isOpen ? UNKNOWN : await counts(client, tenant, row, result)),
    failed: failures,
    waiting: 0,
    reasons: checkRun === null ? [] : await reasonsOf(client, tenant, checkRun),
    samples: isOpen ? [] : await samplesOf(client, tenant, result.samples),
    questions: (row.questions ?? []).filter(({ code }) => row.accepted?.includes(code) !== true),
  };
}

async function checkedRow(client: Queryable, tenant: Tenant, id: string): Promise<CheckedRow | undefined> {
  const { rows } = await client.query<CheckedRow>(
    `SELECT checked.status, checked.total, run.import_id AS check_run, checked.inspection -> 'questions' AS questions,
       checked.settings -> 'accept' AS accepted, run.status <> 'in_progress' AS run_ended,
       coalesce(run.successes, 0) AS successes, coalesce(run.failures, 0) AS failures, result
     FROM (SELECT * FROM imports WHERE tenant_id = $1 AND import_id = $2 AND ${VISIBLE_IMPORT}) AS checked
       -- What a check run has found under other settings says nothing any more once they are asked for.
       LEFT JOIN imports AS run ON run.import_id = checked.check_run AND checked.status <> 'needs_settings'
       LEFT JOIN import_checks ON import_checks.import_id = run.import_id`,
    [tenant.id, id],
  );
  return rows[0];
}

async function counts(
  client: Queryable,
  tenant: Tenant,
  { status, check_run: checkRun }: CheckedRow,
  { samples: _, ...found }: CheckResult,
): Promise<CheckCounts> {
  // What the import itself writes is no change: how many there were before is known from when it was applied.
  if (!isUnapplied(status) || checkRun === null)
    return { ...found, changedSince: found.changedSince ?? null };
  return { ...found, changedSince: await countChangedSince(client, { checkRun, tenantId: tenant.id }) };
}

async function reasonsOf(client: Queryable, tenant: Tenant, checkRun: string): Promise<ReasonByRow[]> {
  const reasons = await frequentReasons(client, tenant, checkRun);
  const firstRows = await firstRowsOfReasons(
    client,
    checkRun,
    reasons.map(({ key }) => key),
    FIRST_ROWS,
  );
  return reasons.map(({ key, code, columns, message, count }) => ({
    code,
    title: columns.join(', '),
    message,
    rows: count,
    firstRows: firstRows.get(key) ?? [],
  }));
}

/** Samples of people who are still there, with their usernames as they are now. */
async function samplesOf(
  client: Queryable,
  tenant: Tenant,
  samples: readonly CheckSample[],
): Promise<Sample[]> {
  const { rows } = await client.query<{ person_id: number; username: string }>(
    'SELECT person_id, username FROM people WHERE tenant_id = $1 AND person_id = ANY($2::bigint[])',
    [tenant.id, samples.map(({ personId }) => personId)],
  );
  const usernames = new Map(rows.map(({ person_id, username }) => [person_id, username]));
  return samples.flatMap(({ row, personId, record, changes }) => {
    const person = usernames.get(personId);
    return person === undefined ? [] : [{ row, person, record, changes }];
  });
}
