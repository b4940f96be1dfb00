import type { AuditEventView } from '#shared/audit/audit-view.ts';
import { createLineWriter } from '#shared/csv/line-writer.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import type { ServiceTexts } from '#shared/texts/texts-of.ts';
import type { Tenant } from '../http/caller.ts';
import { type AuditFilters, listAuditEvents } from './read-audit.ts';

/** Lines read at once: more would hold more memory for as long as a slow client takes them. */
const PAGE = 1_000;

const TITLES = ['time', 'username', 'name', 'action', 'what', 'import', 'file', 'subject'] as const;

/**
 * What was done in the tenant as CSV, the latest first; cells are safe to open in a spreadsheet. Times are UTC. What is done
 * while a client takes the lines is not among them.
 */
export async function* auditCsv(
  pool: Pool,
  tenant: Tenant,
  filters: AuditFilters,
  texts: ServiceTexts,
): AsyncGenerator<string> {
  const line = createLineWriter({ delimiter: ',', lineEnd: 'crlf' });
  // Without the mark a spreadsheet would take it for its country's old encoding, and show other letters.
  let text = `\ufeff${line(TITLES.map((title) => texts.text(`report-columns.${title}`)))}`;
  let cursor: string | undefined;
  do {
    const { items, next } = await listAuditEvents(pool, tenant, filters, { limit: PAGE, cursor });
    yield text + items.map((event) => line(cellsOf(event, texts))).join('');
    text = '';
    cursor = next ?? undefined;
  } while (cursor !== undefined);
}

function cellsOf(event: AuditEventView, { text }: ServiceTexts): string[] {
  return [
    event.occurredAt,
    event.actor,
    event.actorName ?? '',
    event.action,
    text(`audit-actions.${event.action}`),
    event.importId ?? '',
    event.fileName ?? '',
    event.subject ?? '',
  ];
}
