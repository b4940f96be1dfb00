import type { DateFormat, RecordType } from '#shared/csv/record-types.ts';
import type { Reading } from '#shared/imports/reading.ts';
import type { Queryable } from '#shared/postgres/pool.ts';

/** What never changes about an import. */
export interface ImportInfo {
  readonly importId: string;
  readonly tenantId: number;
  readonly type: RecordType;
  /** Its place in the tenant's order of imports, in microseconds. */
  readonly acceptedUs: number;
  readonly dateFormat: DateFormat;
  readonly today: string;
}

/** Imports remembered; more than run at once, few enough to be nothing beside a batch. */
const REMEMBERED = 10_000;

/** Finds imports by id and remembers them, since thousands of rows name the same one. */
export class ImportDirectory {
  readonly #known = new Map<string, ImportInfo>();

  /** Looks up those that are not known yet, in one statement. */
  async prepare(client: Queryable, importIds: Iterable<string>): Promise<void> {
    const missing = [...new Set(importIds)].filter((id) => !this.#known.has(id));
    if (missing.length === 0) return;
    if (this.#known.size + missing.length > REMEMBERED) this.#known.clear();
    const { rows } = await client.query<{
      import_id: string;
      tenant_id: number;
      type: RecordType;
      accepted_us: number;
      reading: Reading;
    }>(
      'SELECT import_id, tenant_id, type, accepted_us, reading FROM imports WHERE import_id = ANY($1::uuid[])',
      [missing],
    );
    for (const row of rows) {
      this.#known.set(row.import_id, {
        importId: row.import_id,
        tenantId: row.tenant_id,
        type: row.type,
        acceptedUs: row.accepted_us,
        dateFormat: row.reading.dateFormat,
        today: row.reading.today,
      });
    }
  }

  get(importId: string): ImportInfo | undefined {
    return this.#known.get(importId);
  }
}
