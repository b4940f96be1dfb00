import type { Request, Response } from 'express';
import { encodeKeepingBytes } from '#shared/csv/raw-bytes.ts';
import { importId } from '#shared/http/parameters.ts';
import { answerLanguage } from '#shared/http/request-language.ts';
import type { SlotLimits } from '#shared/http/tenant-slots.ts';
import { TenantSlots } from '#shared/http/tenant-slots.ts';
import { FailureCursor } from '#shared/imports/failure-cursor.ts';
import { nextFailurePage } from '#shared/imports/stored-failures.ts';
import type { ObjectStore } from '#shared/object-store/object-store.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import { asTenant } from '#shared/postgres/transaction.ts';
import type { Language } from '#shared/texts/languages.ts';
import { message } from '#shared/texts/texts-of.ts';
import { auditDownload } from '../http/audit-download.ts';
import type { Caller, Tenant } from '../http/caller.ts';
import { nameDownload, sendPieces } from '../http/download.ts';
import { fileResultsText } from './file-results-text.ts';
import { type FileResults, findResults, type UndoResults } from './find-results.ts';
import { RowResults, storedResults } from './row-results.ts';
import { undoneRecords } from './undo-records.ts';
import { undoResultsText } from './undo-results-text.ts';

/**
 * Results files written at once. Each takes a processor for seconds where the file is large, and a few megabytes for as
 * long as its client takes it: more would hold up everything else that the process answers.
 */
const SLOTS: SlotLimits = {
  atOnce: 6,
  atOncePerTenant: 2,
  keptForNewcomers: 2,
  waitingPerTenant: 4,
  waitMs: 10_000,
  refusal: message('problems.too-many-result-downloads'),
};

/** Sends what became of each row of an import as a CSV file, few at a time for a tenant. */
export class ResultsServer {
  readonly #pool: Pool;
  readonly #objects: ObjectStore;
  readonly #slots = new TenantSlots(SLOTS);

  constructor(pool: Pool, objects: ObjectStore) {
    this.#pool = pool;
    this.#objects = objects;
  }

  /** @throws Refusal `not-found`, `not-finished`, or `too-many-requests` */
  async serve(request: Request, response: Response, caller: Caller): Promise<void> {
    const { tenant } = caller;
    const found = await findResults(this.#pool, tenant, importId(request));
    const language = answerLanguage(response);
    if (request.method === 'HEAD') {
      describe(response, found);
      response.end();
      return;
    }
    const leave = await this.#slots.enter(tenant.slug);
    try {
      if (response.closed) return;
      await auditDownload(this.#pool, caller, { action: 'results.downloaded', importId: found.importId });
      const text = await this.#textOf(tenant, found, language);
      describe(response, found);
      await sendPieces(response, bytesOf(text));
    } finally {
      leave();
    }
  }

  async #textOf(
    tenant: Tenant,
    found: FileResults | UndoResults,
    language: Language,
  ): Promise<AsyncIterable<string>> {
    const pool = this.#pool;
    if (found.source === 'undo') {
      const results = new RowResults(storedResults(pool, tenant, found.importId));
      return undoResultsText(found.type, undoneRecords(pool, tenant, found, results), language);
    }
    const { storedUnder, originalKey, parseSettings } = found;
    const failures = new FailureCursor((after) =>
      asTenant(pool, tenant.slug, (client) => nextFailurePage(client, storedUnder, after)),
    );
    const results = new RowResults(storedResults(pool, tenant, storedUnder));
    const original = await this.#objects.read(originalKey);
    return fileResultsText(original, parseSettings.dialect, { results, failures }, language);
  }
}

function describe(response: Response, { type, fileName }: FileResults | UndoResults): void {
  nameDownload(response, resultsFileName(fileName ?? `${type}.csv`));
  response.type('text/csv; charset=utf-8');
}

/** `history.csv` becomes `history-results.csv`. */
function resultsFileName(original: string): string {
  return `${original.replace(/\.csv$/i, '')}-results.csv`;
}

async function* bytesOf(text: AsyncIterable<string>): AsyncGenerator<Buffer> {
  for await (const piece of text) yield encodeKeepingBytes(piece);
}
