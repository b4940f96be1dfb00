import type { Request, Response } from 'express';
import { z } from 'zod';
import { readQuery } from '#shared/http/parameters.ts';
import { answerLanguage } from '#shared/http/request-language.ts';
import { type SlotLimits, TenantSlots } from '#shared/http/tenant-slots.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import { message, textsOf } from '#shared/texts/texts-of.ts';
import { auditDownload } from '../http/audit-download.ts';
import type { Caller } from '../http/caller.ts';
import { nameDownload, sendPieces } from '../http/download.ts';
import { choice, text as once } from '../http/parameters.ts';
import { preferredFormat } from '../http/preferred-format.ts';
import { getPerson } from './people.ts';
import { trainingJson } from './training.ts';
import { trainingCsv } from './training-csv.ts';

/**
 * Histories sent at once. Each holds a batch of records, some 100 kB and at most 2 MB, for as long as its client takes
 * it: more would let a tenant, or one of its learners, take the memory of the process.
 */
const TENANT_SLOTS: SlotLimits = {
  atOnce: 32,
  atOncePerTenant: 8,
  keptForNewcomers: 8,
  waitingPerTenant: 200,
  waitMs: 20_000,
  refusal: message('problems.too-many-histories-of-organization'),
};
const CALLER_SLOTS: SlotLimits = {
  // Bounded by tenant above.
  atOnce: Number.POSITIVE_INFINITY,
  atOncePerTenant: 2,
  keptForNewcomers: 0,
  waitingPerTenant: 20,
  waitMs: 20_000,
  refusal: message('problems.too-many-histories-of-caller'),
};

const query = z.object({ cursor: once, format: choice(['json', 'csv']) });

/** Sends training histories, few at a time for a caller and for a tenant. */
export class TrainingServer {
  readonly #pool: Pool;
  readonly #tenants = new TenantSlots(TENANT_SLOTS);
  readonly #callers = new TenantSlots(CALLER_SLOTS);

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /**
   * Answers with the training history of a person that exists: a part of it as JSON, or all of it as CSV where that is
   * asked for.
   *
   * @throws Refusal `not-found`, `invalid-parameter` or `too-many-requests`
   */
  async serve(request: Request, response: Response, caller: Caller, personId: number): Promise<void> {
    const { tenant, subject } = caller;
    const { cursor, format = preferredFormat(request) } = readQuery(request, query);
    response.vary('Accept');
    const isCsv = format === 'csv';
    const text = isCsv
      ? await this.#csv(response, caller, personId)
      : trainingJson(this.#pool, tenant, personId, cursor);
    response.type(isCsv ? 'text/csv; charset=utf-8' : 'application/json');
    if (isCsv) nameDownload(response, FILE_NAME);
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    const leaveCaller = await this.#callers.enter(`${tenant.slug} ${subject}`);
    try {
      const leaveTenant = await this.#tenants.enter(tenant.slug);
      try {
        if (response.closed) return;
        if (isCsv) await auditDownload(this.#pool, caller, auditOf(personId));
        await sendPieces(response, text);
      } finally {
        leaveTenant();
      }
    } finally {
      leaveCaller();
    }
  }

  async #csv(response: Response, { tenant }: Caller, personId: number): Promise<AsyncGenerator<string>> {
    const person = await getPerson(this.#pool, tenant, personId);
    return trainingCsv(this.#pool, tenant, person, textsOf(answerLanguage(response)));
  }
}

/** Of whose history it is says the file itself: a name of a person in it would be left in lists of downloads. */
const FILE_NAME = 'training-history.csv';

function auditOf(personId: number) {
  return { action: 'report.downloaded', subject: `training-history of person ${personId}` } as const;
}
