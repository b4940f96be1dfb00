import type { RecordType } from '#shared/csv/record-types.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import { advanceTenantClock } from '#shared/tenants/tenant-clock.ts';
import { DEFAULT_LANGUAGE, type Language } from '#shared/texts/languages.ts';
import type { ImportInfo } from '../write/row.ts';

/** Programs send feeds, and programmers look at what failed of them. */
export const FEED_LANGUAGE: Language = DEFAULT_LANGUAGE;

/** A bounded feed, whether it takes records or not. */
export interface BoundedFeed {
  readonly info: ImportInfo;
  readonly isOpen: boolean;
  /** Of a finished feed: its numbers from 1 to this are all accounted for. */
  readonly numbersKnownTo: number;
}

/** Bounded feeds of a tenant by import id. */
export async function findFeeds(
  client: Queryable,
  tenantId: number,
  importIds: readonly string[],
): Promise<Map<string, BoundedFeed>> {
  if (importIds.length === 0) return new Map();
  const { rows } = await client.query<{
    import_id: string;
    type: RecordType;
    is_open: boolean;
    numbers_known_to: number;
  }>(
    `SELECT import_id, type, status = 'in_progress' AND feed_ended_at IS NULL AS is_open,
       coalesce(numbers_known_to, 0) AS numbers_known_to
     FROM imports
     WHERE tenant_id = $1 AND import_id = ANY($2::uuid[]) AND source = 'feed' AND feed_day IS NULL`,
    [tenantId, importIds],
  );
  return new Map(
    rows.map((row) => [
      row.import_id,
      {
        info: { importId: row.import_id, tenantId, type: row.type, language: FEED_LANGUAGE },
        isOpen: row.is_open,
        numbersKnownTo: row.numbers_known_to,
      },
    ]),
  );
}

/** What a record says of itself that decides whether it is a repeat. */
interface NumberedRecord {
  readonly type: RecordType;
  readonly importId: string | null;
  readonly rowNumber: number | null;
}

/**
 * The records of feeds that have ended which were accounted for before: a producer that crashed after it closed its
 * feed sends everything again, and was promised that each record counts once. A number that never came is no repeat; it
 * comes too late.
 */
export async function findRepeats<Sent extends NumberedRecord>(
  client: Queryable,
  records: readonly Sent[],
  feeds: ReadonlyMap<string, BoundedFeed>,
): Promise<ReadonlySet<Sent>> {
  const repeats = new Set<Sent>();
  const inQuestion: { readonly record: Sent; readonly importId: string; readonly rowNumber: number }[] = [];
  for (const record of records) {
    const { type, importId, rowNumber } = record;
    const feed = importId === null ? undefined : feeds.get(importId.toLowerCase());
    if (feed === undefined || feed.isOpen || feed.info.type !== type || rowNumber === null) continue;
    if (rowNumber >= 1 && rowNumber <= feed.numbersKnownTo) repeats.add(record);
    else inQuestion.push({ record, importId: feed.info.importId, rowNumber });
  }
  if (inQuestion.length === 0) return repeats;
  const { rows } = await client.query<{ import_id: string; row_number: number }>(
    `SELECT import_id, row_number FROM feed_rows
     JOIN unnest($1::uuid[], $2::bigint[]) AS sent (import_id, row_number) USING (import_id, row_number)`,
    [inQuestion.map(({ importId }) => importId), inQuestion.map(({ rowNumber }) => rowNumber)],
  );
  const known = new Set(rows.map(({ import_id, row_number }) => `${import_id} ${row_number}`));
  for (const { record, importId, rowNumber } of inQuestion)
    if (known.has(`${importId} ${rowNumber}`)) repeats.add(record);
  return repeats;
}

/**
 * The running entries of a tenant's feed, one for each type and day (UTC), made when first needed. Made again for each
 * batch: an entry found open before may have ended since.
 */
export class RunningEntries {
  readonly #client: Queryable;
  readonly #tenant: { readonly id: number; readonly slug: string };
  readonly #found = new Map<string, ImportInfo>();

  constructor(client: Queryable, tenant: { readonly id: number; readonly slug: string }) {
    this.#client = client;
    this.#tenant = tenant;
  }

  /**
   * The entry for a record that the broker received on `day` (YYYY-MM-DD). When that day's has ended (the brokers'
   * clocks may differ a little), the next one that has not.
   */
  async of(type: RecordType, day: string): Promise<ImportInfo> {
    const key = `${type} ${day}`;
    const known = this.#found.get(key);
    if (known !== undefined) return known;
    const found = await this.#find(type, day);
    const entry = found.ended
      ? await this.of(type, dayAfter(day))
      : { importId: found.importId, tenantId: this.#tenant.id, type, language: FEED_LANGUAGE };
    this.#found.set(key, entry);
    return entry;
  }

  async #find(type: RecordType, day: string): Promise<Entry> {
    const tenantId = this.#tenant.id;
    for (;;) {
      const entry = await findEntry(this.#client, tenantId, type, day);
      if (entry !== undefined) return entry;
      const acceptedUs = await advanceTenantClock(this.#client, tenantId);
      // In its way can be the entry that another writer makes now, or another row with the same accept time; then the
      // next attempt finds the one or takes another time.
      await this.#client.query(
        `INSERT INTO imports (tenant_id, type, source, initiated_by, accepted_us, feed_day)
         VALUES ($1, $2, 'feed', $3, $4, $5) ON CONFLICT DO NOTHING`,
        [tenantId, type, `${this.#tenant.slug}-hr`, acceptedUs, day],
      );
    }
  }
}

interface Entry {
  readonly importId: string;
  readonly ended: boolean;
}

async function findEntry(
  client: Queryable,
  tenantId: number,
  type: RecordType,
  day: string,
): Promise<Entry | undefined> {
  const { rows } = await client.query<{ import_id: string; ended: boolean }>(
    `SELECT import_id, status <> 'in_progress' OR feed_ended_at IS NOT NULL AS ended FROM imports
     WHERE tenant_id = $1 AND type = $2 AND feed_day = $3`,
    [tenantId, type, day],
  );
  const row = rows[0];
  return row && { importId: row.import_id, ended: row.ended };
}

const DAY_MS = 24 * 60 * 60 * 1_000;

function dayAfter(day: string): string {
  return new Date(Date.parse(day) + DAY_MS).toISOString().slice(0, 10);
}
