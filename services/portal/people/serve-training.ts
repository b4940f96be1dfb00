import type { Request, Response } from 'express';
import { z } from 'zod';
import { readQuery } from '#shared/http/parameters.ts';
import { type SlotLimits, TenantSlots } from '#shared/http/tenant-slots.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import type { Caller } from '../http/caller.ts';
import { sendPieces } from '../http/download.ts';
import { text as once } from '../http/parameters.ts';
import { trainingJson } from './training.ts';

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
  refusal: 'Your organization asks for too many training histories at once. Try again in a moment.',
};
const CALLER_SLOTS: SlotLimits = {
  // Bounded by tenant above.
  atOnce: Number.POSITIVE_INFINITY,
  atOncePerTenant: 2,
  keptForNewcomers: 0,
  waitingPerTenant: 20,
  waitMs: 20_000,
  refusal: 'You ask for too many training histories at once. Try again in a moment.',
};

const query = z.object({ cursor: once });

/** Sends training histories, few at a time for a caller and for a tenant. */
export class TrainingServer {
  readonly #pool: Pool;
  readonly #tenants = new TenantSlots(TENANT_SLOTS);
  readonly #callers = new TenantSlots(CALLER_SLOTS);

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /**
   * Answers with the training history of a person that exists.
   *
   * @throws Refusal `invalid-parameter` or `too-many-requests`
   */
  async serve(
    request: Request,
    response: Response,
    { tenant, subject }: Caller,
    personId: number,
  ): Promise<void> {
    const text = trainingJson(this.#pool, tenant, personId, readQuery(request, query).cursor);
    response.type('application/json');
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    const leaveCaller = await this.#callers.enter(`${tenant.slug} ${subject}`);
    try {
      const leaveTenant = await this.#tenants.enter(tenant.slug);
      try {
        if (response.closed) return;
        await sendPieces(response, text);
      } finally {
        leaveTenant();
      }
    } finally {
      leaveCaller();
    }
  }
}
