import { importId } from '#shared/http/parameters.ts';
import { type SlotLimits, TenantSlots } from '#shared/http/tenant-slots.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import { message } from '#shared/texts/texts-of.ts';
import type { Route } from '../http/route.ts';
import { previewUndo } from './undo-preview.ts';

/** Each counts an import's records, which takes seconds, on a connection that others wait for. */
const PREVIEW_SLOTS: SlotLimits = {
  atOnce: 4,
  atOncePerTenant: 1,
  keptForNewcomers: 2,
  waitingPerTenant: 20,
  waitMs: 20_000,
  refusal: message('problems.too-many-undo-previews'),
};

/** What an undo would do; ingest undoes. */
export function undoRoutes({ pool }: { readonly pool: Pool }): Route[] {
  const previews = new TenantSlots(PREVIEW_SLOTS);
  return [
    {
      operationId: 'previewUndo',
      method: 'get',
      path: '/api/imports/{id}/undo',
      access: 'admin',
      handle: async (request, response, caller) => {
        const id = importId(request);
        const leave = await previews.enter(caller.tenant.slug);
        try {
          response.json(await previewUndo(pool, caller, id));
        } finally {
          leave();
        }
      },
    },
  ];
}
