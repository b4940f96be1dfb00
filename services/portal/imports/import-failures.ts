import type { LineOf } from '#shared/csv/line-steps.ts';
import { parseReasonKey } from '#shared/csv/reason.ts';
import { reasonTitle } from '#shared/csv/reason-titles.ts';
import { firstPackedFailures } from '#shared/imports/stored-failures.ts';
import type { Pool, Queryable } from '#shared/postgres/pool.ts';
import { asTenant } from '#shared/postgres/transaction.ts';
import type { Language } from '#shared/texts/languages.ts';
import type { Tenant } from '../http/caller.ts';
import { type LineNumbers, readableFile } from '../results/line-numbers.ts';
import { firstRanges, type RowRange } from './failing-ranges.ts';
import { whoseFailures } from './read-imports.ts';

interface ReasonCount {
  readonly code: string;
  readonly columns: readonly string[];
  /** What one of the failed rows says. */
  readonly message: string;
  readonly count: number;
}

/** As the HTTP interface shows it (schemas/http, ImportFailures). */
export interface ImportFailures {
  /** The most frequent first. */
  readonly reasons: readonly (ReasonCount & {
    /** By which its rows are asked for. */
    readonly reason: string;
    readonly title: string;
    /** The first of its rows, by the numbers that a spreadsheet shows. */
    readonly lines: readonly RowRange[];
  })[];
  readonly rows: readonly { line: number | null; rowNumber: number | null; errors: string }[];
}

/** There are about twenty codes; of more reasons than this (a code for many columns) the rest are rare. */
const MAX_REASONS = 20;

/**
 * Why rows of an import failed, or would fail: the most frequent reasons and the first `limit` rows.
 *
 * @param page.language of the reasons' titles; their messages are in the import's
 * @throws Refusal `not-found`
 */
export async function importFailures(
  { pool, lines }: { readonly pool: Pool; readonly lines: LineNumbers },
  tenant: Tenant,
  id: string,
  { limit, language }: { readonly limit: number; readonly language: Language },
): Promise<ImportFailures> {
  const found = await asTenant(pool, tenant.slug, async (client) => {
    const { importId: shown } = await whoseFailures(client, tenant, id);
    const reasons = await frequentReasons(client, tenant, shown);
    const keys = reasons.map(({ key }) => key);
    return {
      reasons,
      ranges: await firstRanges(client, shown, keys),
      rows: await firstRows(client, tenant, shown, limit),
      file: await readableFile(client, tenant, id),
    };
  });
  const lineOf = await lines.of(found.file);
  return {
    reasons: found.reasons.map(({ key, ...reason }) => ({
      ...reason,
      reason: key,
      title: reasonTitle(reason, language),
      lines: linesOf(found.ranges.get(key) ?? [], lineOf),
    })),
    rows: found.rows.map(({ rowNumber, errors }) => ({
      line: rowNumber === null ? null : (lineOf(rowNumber) ?? null),
      rowNumber,
      errors,
    })),
  };
}

function linesOf(ranges: readonly RowRange[], lineOf: LineOf): RowRange[] {
  return ranges.flatMap((range) => {
    const [from, to] = [lineOf(range.from), lineOf(range.to)];
    return from === undefined || to === undefined ? [] : [{ from, to }];
  });
}

/** A frequent reason and its `reasonKey`. */
export type FrequentReason = ReasonCount & { readonly key: string };

/** The words come from a row with that reason alone where there is one. */
export async function frequentReasons(
  client: Queryable,
  tenant: Tenant,
  id: string,
): Promise<FrequentReason[]> {
  const { rows } = await client.query<{ key: string; count: number; message: string }>(
    `SELECT key, sum(count)::bigint AS count, coalesce(min(alone), min(message)) AS message
     FROM (
       SELECT key, count(*) AS count, min(errors) FILTER (WHERE cardinality(codes) = 1) AS alone,
         min(errors) AS message
       FROM import_failures, unnest(codes) AS key WHERE tenant_id = $1 AND import_id = $2 GROUP BY key
       UNION ALL
       SELECT key, count, alone, message
       FROM import_failure_pages,
         jsonb_to_recordset(reasons) AS reason (key text, count bigint, alone text, message text)
       WHERE tenant_id = $1 AND import_id = $2
     ) AS found
     GROUP BY key ORDER BY sum(count) DESC, key LIMIT ${MAX_REASONS}`,
    [tenant.id, id],
  );
  return rows.map(({ key, count, message }) => ({ key, ...parseReasonKey(key), message, count }));
}

async function firstRows(
  client: Queryable,
  tenant: Tenant,
  id: string,
  limit: number,
): Promise<{ rowNumber: number | null; errors: string }[]> {
  const packed = await firstPackedFailures(client, id, limit);
  const { rows } = await client.query<{ source: number; number: number; errors: string }>(
    `SELECT source, number, errors FROM import_failures
     WHERE tenant_id = $1 AND import_id = $2 ORDER BY source, number LIMIT $3`,
    [tenant.id, id, limit],
  );
  return (
    [...packed.map((failure) => ({ source: 0, ...failure })), ...rows]
      .toSorted((a, b) => a.source - b.source || a.number - b.number)
      .slice(0, limit)
      // Of a feed, source is a partition and number an offset, which say nothing to a person.
      .map(({ source, number, errors }) => ({ rowNumber: source === 0 ? number : null, errors }))
  );
}
