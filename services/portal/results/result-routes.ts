import { importId, readQuery } from '#shared/http/parameters.ts';
import { type SlotLimits, TenantSlots } from '#shared/http/tenant-slots.ts';
import { ROW_RESULTS, type RowResult } from '#shared/imports/row-results.ts';
import type { ObjectStore } from '#shared/object-store/object-store.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import { message } from '#shared/texts/texts-of.ts';
import { choice, page } from '../http/parameters.ts';
import type { Route } from '../http/route.ts';
import { listRows } from './list-rows.ts';
import { ResultsServer } from './serve-results.ts';

/** Pages of rows read at once: the file is read for each, up to its last row. */
const PAGE_SLOTS: SlotLimits = {
  atOnce: 6,
  atOncePerTenant: 2,
  keptForNewcomers: 2,
  waitingPerTenant: 60,
  waitMs: 20_000,
  refusal: message('problems.too-many-row-lists'),
};

const RESULTS: readonly RowResult[] = Object.values(ROW_RESULTS);
const filters = page.extend({ result: choice(RESULTS) });

/** What became of each row of an import. */
export function resultRoutes(tools: { readonly pool: Pool; readonly objects: ObjectStore }): Route[] {
  const files = new ResultsServer(tools.pool, tools.objects);
  const slots = new TenantSlots(PAGE_SLOTS);
  return [
    {
      operationId: 'downloadResults',
      method: 'get',
      path: '/api/imports/{id}/results',
      access: 'admin',
      handle: (request, response, caller) => files.serve(request, response, caller),
    },
    {
      operationId: 'listImportRows',
      method: 'get',
      path: '/api/imports/{id}/rows',
      access: 'admin',
      handle: async (request, response, { tenant }) => {
        const id = importId(request);
        const query = readQuery(request, filters);
        const leave = await slots.enter(tenant.slug);
        try {
          response.json(await listRows(tools, tenant, id, query));
        } finally {
          leave();
        }
      },
    },
  ];
}
