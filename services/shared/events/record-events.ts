import type { Client } from '../postgres/pool.ts';
import {
  type EventImport,
  FEED_FAILURES,
  FILE_FAILURES,
  readEventImports,
  toImportData,
} from './event-import.ts';
import type { EventType } from './event-types.ts';

/**
 * How long a feed's failures are quiet after an event. Each may fail thousands of times an hour; what fails meanwhile is
 * counted in the next event, and in the one at the entry's end.
 */
const FEED_QUIET = '1 hour';

/** An event to be written; its payload is made of it when it is delivered. */
export interface NewEvent {
  readonly tenantId: number;
  readonly type: EventType;
  readonly importId: string | null;
  readonly actor: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * Writes events of imports that have their final status. To be called in the transaction that gave it to them, so that
 * there is an event exactly when the import has ended. Undos of one record have no event, and a cancelled undo
 * has undone nothing.
 */
export async function recordFinished(client: Client, importIds: readonly string[]): Promise<void> {
  const imports = await readEventImports(client, importIds, FEED_FAILURES);
  await insertEvents(client, imports.flatMap(finishedEvent));
}

function finishedEvent(one: EventImport): NewEvent[] {
  if (one.source !== 'undo') return [eventOf(one, 'import.completed', toImportData(one))];
  if (one.is_of_record || one.status === 'cancelled' || one.undoes === null) return [];
  const { restored = 0, removed = 0, stayed = one.stayed ?? 0 } = one.results ?? {};
  const data = {
    importId: one.undoes,
    undoId: one.import_id,
    type: one.type,
    fileName: one.undone_file_name,
    restored,
    removed,
    stayed,
  };
  return [{ ...eventOf(one, 'import.undone', data), importId: one.undoes }];
}

/** Writes that a checked import waits for approval, in the transaction that has it wait. */
export async function recordNeedsApproval(client: Client, importId: string): Promise<void> {
  const imports = await readEventImports(client, [importId], FILE_FAILURES);
  await insertEvents(
    client,
    imports.map((one) =>
      eventOf(one, 'import.needs_approval', {
        ...toImportData(one),
        overwritten: one.checked?.['overwritten'] ?? null,
      }),
    ),
  );
}

/**
 * Writes that records of feeds failed, once an hour for each entry, in the transaction that stores the failures. The
 * imports must be locked.
 */
export async function recordFailedRows(client: Client, importIds: readonly string[]): Promise<void> {
  if (importIds.length === 0) return;
  const { rows } = await client.query<{ import_id: string }>(
    `SELECT import_id FROM unnest($1::uuid[]) AS failed (import_id)
     WHERE NOT EXISTS (SELECT FROM events WHERE events.import_id = failed.import_id
       AND events.type = 'feed.failed_rows' AND created_at > now() - interval '${FEED_QUIET}')`,
    [importIds],
  );
  const imports = await readEventImports(
    client,
    rows.map((row) => row.import_id),
    FEED_FAILURES,
  );
  await insertEvents(
    client,
    imports.map((one) => {
      const { importId, type, reasons } = toImportData(one);
      return eventOf(one, 'feed.failed_rows', { importId, type, failures: one.failures_stored, reasons });
    }),
  );
}

function eventOf(one: EventImport, type: EventType, data: NewEvent['data']): NewEvent {
  return { tenantId: one.tenant_id, type, importId: one.import_id, actor: one.initiated_by, data };
}

/** Writes events, in the transaction in which what they tell of happens. */
export async function insertEvents(client: Client, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  await client.query(
    `INSERT INTO events (tenant_id, type, import_id, actor, data)
     SELECT * FROM unnest($1::int[], $2::text[], $3::uuid[], $4::text[], $5::jsonb[])`,
    [
      events.map(({ tenantId }) => tenantId),
      events.map(({ type }) => type),
      events.map(({ importId }) => importId),
      events.map(({ actor }) => actor),
      events.map(({ data }) => JSON.stringify(data)),
    ],
  );
}
