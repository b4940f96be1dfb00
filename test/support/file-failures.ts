import pg from 'pg';
import { type FileFailure, pageOf } from '#shared/imports/failure-page.ts';
import {
  firstPackedFailures,
  pageKey,
  readFailurePages,
  storeFailurePages,
} from '#shared/imports/stored-failures.ts';
import { endpoints, sql } from './product.ts';

/** The failures of a file's import, as they are stored. */
export function fileFailures(importId: string): Promise<readonly FileFailure[]> {
  return asSuperuser((client) => firstPackedFailures(client, importId, Number.POSITIVE_INFINITY));
}

/** Loses the stored failures of some rows, as a person might who deletes them. */
export async function loseFailures(importId: string, numbers: readonly number[]): Promise<void> {
  const [row] = await sql<{ tenantId: number }>(
    'SELECT tenant_id AS "tenantId" FROM imports WHERE import_id = $1',
    [importId],
  );
  const owner = { importId, tenantId: row?.tenantId ?? 0 };
  const pages = [...new Set(numbers.map(pageOf))].map((page) => ({ ...owner, page }));
  await asSuperuser(async (client) => {
    const stored = await readFailurePages(client, pages);
    const left = pages.map((page) => ({
      ...page,
      failures: (stored.get(pageKey(page)) ?? []).filter(({ number }) => !numbers.includes(number)),
    }));
    await storeFailurePages(client, left);
  });
}

async function asSuperuser<Result>(work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: endpoints().postgres.url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
