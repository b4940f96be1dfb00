import { type LineOf, LineSteps } from '#shared/csv/line-steps.ts';
import { LmsError } from '#shared/errors.ts';
import { type SlotLimits, TenantSlots } from '#shared/http/tenant-slots.ts';
import { VISIBLE_IMPORT } from '#shared/imports/import-view.ts';
import type { ParseSettings } from '#shared/imports/parse-settings.ts';
import type { ObjectStore } from '#shared/object-store/object-store.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import { isRetryable } from '#shared/retryable-errors.ts';
import { message } from '#shared/texts/texts-of.ts';
import type { Tenant } from '../http/caller.ts';
import { originalRows } from './original-rows.ts';

/** Files of which it is remembered where their blank lines stand. */
const MAX_FILES = 200;

/** Files read at once: each takes a processor for seconds where it is large. */
const SLOTS: SlotLimits = {
  atOnce: 4,
  atOncePerTenant: 2,
  keptForNewcomers: 1,
  waitingPerTenant: 60,
  waitMs: 20_000,
  refusal: message('problems.too-many-row-lists'),
};

const UNKNOWN: LineOf = () => undefined;

/** Where the original of a file lies, and how it is read. */
export interface ReadableFile {
  /** The tenant's, whose share of the processor it takes. */
  readonly tenant: string;
  readonly originalKey: string;
  readonly dialect: ParseSettings['dialect'];
}

/** Numbers rows as spreadsheets do. A file is read through when it is first asked about; files never change. */
export class LineNumbers {
  readonly #objects: Pick<ObjectStore, 'read'>;
  readonly #known = new Map<string, Promise<LineOf>>();
  readonly #slots = new TenantSlots(SLOTS);

  constructor(objects: Pick<ObjectStore, 'read'>) {
    this.#objects = objects;
  }

  /**
   * Of no file, one that was removed, or one that cannot be read now, no line is known.
   *
   * @throws Refusal `too-many-requests`
   */
  async of(file: ReadableFile | undefined): Promise<LineOf> {
    if (file === undefined) return UNKNOWN;
    // Until a file is applied, the settings it is read by may change.
    const key = JSON.stringify(file);
    const known = this.#known.get(key) ?? this.#read(file);
    // Behind all others: what was not asked for longest goes first.
    this.#known.delete(key);
    this.#known.set(key, known);
    for (const [oldest] of this.#known) {
      if (this.#known.size <= MAX_FILES) break;
      this.#known.delete(oldest);
    }
    try {
      return await known;
    } catch (error) {
      this.#known.delete(key);
      const isGone = error instanceof LmsError && error.code === 'missing';
      if (isGone || isRetryable(error)) return UNKNOWN;
      throw error;
    }
  }

  async #read({ tenant, originalKey, dialect }: ReadableFile): Promise<LineOf> {
    const leave = await this.#slots.enter(tenant);
    try {
      return await readLines(originalRows(await this.#objects.read(originalKey), dialect));
    } finally {
      leave();
    }
  }
}

/** @param chunks the rows of a whole file, the header as row 0 included */
export async function readLines(
  chunks: AsyncIterable<readonly { readonly row: number; readonly line: number }[]>,
): Promise<LineOf> {
  const steps = new LineSteps();
  for await (const rows of chunks) {
    for (const { row, line } of rows) if (!steps.add(row, line)) return (asked) => steps.lineOf(asked);
  }
  return (row) => steps.lineOf(row);
}

/** The file of an import that can still be read; undefined for a feed and where the file was removed. */
export async function readableFile(
  client: Queryable,
  tenant: Tenant,
  importId: string,
): Promise<ReadableFile | undefined> {
  const { rows } = await client.query<{ original_key: string | null; parse_settings: ParseSettings | null }>(
    `SELECT original_key, parse_settings FROM imports
     WHERE tenant_id = $1 AND import_id = $2 AND ${VISIBLE_IMPORT}`,
    [tenant.id, importId],
  );
  const [row] = rows;
  if (row?.original_key == null || row.parse_settings === null) return undefined;
  return { tenant: tenant.slug, originalKey: row.original_key, dialect: row.parse_settings.dialect };
}
