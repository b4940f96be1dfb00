import type { SlotLimits } from '#shared/http/tenant-slots.ts';
import { message } from '#shared/texts/texts-of.ts';

/**
 * Pages of reports read at once. Each asks two queries, and the client has ten connections: more would wait for one
 * behind another tenant's. A tenant's share is less than half, so that a tenant that asks for many pages only delays
 * itself.
 */
export const PAGE_SLOTS: SlotLimits = {
  atOnce: 5,
  atOncePerTenant: 2,
  keptForNewcomers: 1,
  waitingPerTenant: 60,
  waitMs: 20_000,
  refusal: message('problems.too-many-reports'),
};

/**
 * Downloads of reports at once; each holds a connection for as long as its client takes. They have a client of their
 * own with ten connections, so that pages never wait behind them.
 */
export const DOWNLOAD_SLOTS: SlotLimits = {
  atOnce: 8,
  atOncePerTenant: 2,
  keptForNewcomers: 2,
  waitingPerTenant: 4,
  waitMs: 10_000,
  refusal: message('problems.too-many-report-downloads'),
};
