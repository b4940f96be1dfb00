import { toError } from '#shared/errors.ts';
import { isRetryable } from '#shared/retryable-errors.ts';
import type { MirrorContext } from '../mirror/mirror-imports.ts';
import { countRecords, countStoredRecords } from './count-records.ts';
import { countResults } from './count-results.ts';
import type { ReadyImport } from './ready-imports.ts';
import { refillImport } from './refill-import.ts';

/**
 * Records may be missing for a moment and be right: aggregator is inserting those of several partitions, each by itself.
 * Only a difference that is still there after this is looked into.
 */
const RECHECK_MS = 1_000;

/**
 * After a comparison that failed. Each reads the tenant's records in PostgreSQL, which takes seconds for ten million.
 */
const TRY_AGAIN_MS = 30_000;

interface Suspect {
  recheckAt: number;
  /** PostgreSQL was compared with ClickHouse, and what was missing is there. */
  compared: boolean;
}

/**
 * Whether ClickHouse has the records of imports that are about to be Complete. A file writes as many as it has rows that
 * were added, overwrote one or left one unchanged. Where ClickHouse has another number, PostgreSQL decides: if it has that
 * number too, all is well (a person was deleted meanwhile, with their records); else what it has and ClickHouse lacks is
 * inserted. (What another import replaces meanwhile is missing rightly, once ClickHouse has merged the two.)
 */
export class RecordsCheck {
  readonly #context: MirrorContext;
  readonly #stopping = new AbortController();
  readonly #suspects = new Map<string, Suspect>();
  #comparing: Promise<void> | undefined;

  constructor(context: MirrorContext) {
    this.#context = context;
  }

  /** Those of the imports whose records can be queried; the others are looked at again when they are next given. */
  async visible(ready: readonly ReadyImport[], signal: AbortSignal): Promise<readonly ReadyImport[]> {
    // A feed's records have neither one position nor an end, and those of an undo are other imports'; the tenant's
    // comparison looks at them. A check run has none.
    const files = ready.filter(
      ({ source, check_of, successes }) => source === 'file' && check_of === null && successes > 0,
    );
    const due = files.filter(({ import_id }) => this.#isDue(import_id));
    const found = await countRecords(this.#context.clickhouse, due, signal);
    const written = await this.#written(due.filter((one) => found.get(one.import_id) !== one.successes));
    const invisible = new Set<ReadyImport>();
    for (const one of files) {
      const records = found.get(one.import_id);
      const isWhole = records !== undefined && records === (written.get(one.import_id) ?? one.successes);
      if (isWhole || this.#suspects.get(one.import_id)?.compared === true) continue;
      invisible.add(one);
      if (records !== undefined) this.#suspect(one, records);
    }
    return ready.filter((one) => !invisible.has(one));
  }

  /** How many records files have written, by import, where that is known. Certifications are one for each row. */
  async #written(files: readonly ReadyImport[]): Promise<ReadonlyMap<string, number>> {
    const courses = files.filter(({ type }) => type === 'courses');
    const results = await countResults(this.#context.pool, courses);
    return new Map(
      [...results].map(([id, { added, overwritten, unchanged }]) => [id, added + overwritten + unchanged]),
    );
  }

  /** Forgets imports that are finished. (One that another process finishes leaves a few bytes here.) */
  forget(importIds: readonly string[]): void {
    for (const id of importIds) this.#suspects.delete(id);
  }

  /** Breaks off a comparison in hand. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#comparing;
  }

  #isDue(importId: string): boolean {
    const suspect = this.#suspects.get(importId);
    return suspect === undefined || (!suspect.compared && suspect.recheckAt <= Date.now());
  }

  #suspect(one: ReadyImport, found: number): void {
    const { import_id: importId } = one;
    const known = this.#suspects.get(importId);
    if (known === undefined) {
      this.#suspects.set(importId, { recheckAt: Date.now() + RECHECK_MS, compared: false });
      return;
    }
    // One at a time, beside everything else: others can be finished meanwhile.
    if (this.#comparing !== undefined) return;
    known.recheckAt = Date.now() + TRY_AGAIN_MS;
    this.#comparing = this.#compare(one, known, found).finally(() => {
      this.#comparing = undefined;
    });
  }

  async #compare(one: ReadyImport, suspect: Suspect, found: number): Promise<void> {
    const { pool, clickhouse, metrics, logger } = this.#context;
    const { import_id: importId, tenant_id: tenantId, successes } = one;
    try {
      if (one.type === 'courses' && (await countStoredRecords(pool, one)) === found) {
        suspect.compared = true;
        return;
      }
      logger.warn({ importId, tenantId, successes, found }, 'records differ, comparing them');
      const refilled = await refillImport(pool, clickhouse, one, this.#stopping.signal);
      metrics.refilledRecords.inc({ type: one.type }, refilled);
      logger.warn({ importId, tenantId, refilled }, 'records compared with PostgreSQL');
      suspect.compared = true;
    } catch (error) {
      if (this.#stopping.signal.aborted) return;
      const level = isRetryable(error) ? 'warn' : 'error';
      logger[level]({ err: toError(error), importId }, 'records cannot be compared, trying again');
    }
  }
}
