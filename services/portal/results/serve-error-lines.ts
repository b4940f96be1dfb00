import type { Request, Response } from 'express';
import { encodeKeepingBytes } from '#shared/csv/raw-bytes.ts';
import { LmsError } from '#shared/errors.ts';
import { importId } from '#shared/http/parameters.ts';
import { type SlotLimits, TenantSlots } from '#shared/http/tenant-slots.ts';
import { FailureCursor } from '#shared/imports/failure-cursor.ts';
import { nextFailurePage } from '#shared/imports/stored-failures.ts';
import type { ObjectStore } from '#shared/object-store/object-store.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import { asTenant } from '#shared/postgres/transaction.ts';
import { message } from '#shared/texts/texts-of.ts';
import { auditDownload } from '../http/audit-download.ts';
import type { Caller } from '../http/caller.ts';
import { nameDownload, sendPieces } from '../http/download.ts';
import { errorFile } from '../imports/import-files.ts';
import { whoseFailures } from '../imports/read-imports.ts';
import { errorLinesText } from './error-lines-text.ts';
import { type ReadableFile, readableFile } from './line-numbers.ts';

/** As of results files: each reads its original, and takes a processor for seconds where that is large. */
const SLOTS: SlotLimits = {
  atOnce: 4,
  atOncePerTenant: 2,
  keptForNewcomers: 1,
  waitingPerTenant: 4,
  waitMs: 10_000,
  refusal: message('problems.too-many-error-file-downloads'),
};

/** Sends error files with the rows that a spreadsheet shows, few at a time for a tenant. */
export class ErrorLinesServer {
  readonly #pool: Pool;
  readonly #objects: ObjectStore;
  readonly #slots = new TenantSlots(SLOTS);

  constructor(pool: Pool, objects: ObjectStore) {
    this.#pool = pool;
    this.#objects = objects;
  }

  /**
   * @returns false, and nothing is sent, where the file that the rows came from cannot be read any more
   * @throws Refusal `not-found`, or `too-many-requests`
   */
  async serve(request: Request, response: Response, caller: Caller): Promise<boolean> {
    const { tenant } = caller;
    const id = importId(request);
    const { fileName } = await errorFile(this.#pool, tenant, id);
    const { file, shown } = await asTenant(this.#pool, tenant.slug, async (client) => ({
      file: await readableFile(client, tenant, id),
      shown: await whoseFailures(client, tenant, id),
    }));
    if (file === undefined || request.method === 'HEAD') return false;
    const leave = await this.#slots.enter(tenant.slug);
    try {
      if (response.closed) return true;
      const original = await this.#read(file);
      if (original === undefined) return false;
      await auditDownload(this.#pool, caller, { action: 'errors.downloaded', importId: id });
      const failures = new FailureCursor((after) =>
        asTenant(this.#pool, tenant.slug, (client) => nextFailurePage(client, shown.importId, after)),
      );
      nameDownload(response, fileName);
      response.type('text/csv; charset=utf-8');
      await sendPieces(response, bytesOf(errorLinesText(original, file.dialect, failures, shown.language)));
      return true;
    } finally {
      leave();
    }
  }

  /** Undefined when there is no such object any more. */
  async #read({ originalKey }: ReadableFile): Promise<AsyncIterable<Uint8Array> | undefined> {
    try {
      return await this.#objects.read(originalKey);
    } catch (error) {
      if (error instanceof LmsError && error.code === 'missing') return undefined;
      throw error;
    }
  }
}

async function* bytesOf(text: AsyncIterable<string>): AsyncGenerator<Buffer> {
  for await (const piece of text) yield encodeKeepingBytes(piece);
}
