import { toError } from '#shared/errors.ts';
import { isRetryable } from '#shared/retryable-errors.ts';
import type { MirrorContext } from '../mirror/mirror-imports.ts';
import { countRecords } from './count-records.ts';
import type { ReadyImport } from './ready-imports.ts';
import { refillImport } from './refill-import.ts';

/**
 * Records may be missing for a moment and be right: what replaced them is inserted beside the history that keeps them.
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
 * Whether ClickHouse has the records of imports that are about to be Complete. Where their number is another one than
 * that of the successes, PostgreSQL decides: what it has and ClickHouse lacks is inserted. (The numbers also differ
 * rightly, when a person was deleted meanwhile, with their records.)
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
    const invisible = new Set<ReadyImport>();
    for (const one of files) {
      const records = found.get(one.import_id);
      if (records === one.successes || this.#suspects.get(one.import_id)?.compared === true) continue;
      invisible.add(one);
      if (records !== undefined) this.#suspect(one, records);
    }
    return ready.filter((one) => !invisible.has(one));
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
    const { import_id: importId, tenant_id: tenantId, successes } = one;
    const known = this.#suspects.get(importId);
    if (known === undefined) {
      this.#suspects.set(importId, { recheckAt: Date.now() + RECHECK_MS, compared: false });
      return;
    }
    // One at a time, beside everything else: others can be finished meanwhile.
    if (this.#comparing !== undefined) return;
    this.#context.logger.warn({ importId, tenantId, successes, found }, 'records differ, comparing them');
    known.recheckAt = Date.now() + TRY_AGAIN_MS;
    this.#comparing = this.#compare(one, known).finally(() => {
      this.#comparing = undefined;
    });
  }

  async #compare(one: ReadyImport, suspect: Suspect): Promise<void> {
    const { pool, clickhouse, metrics, logger } = this.#context;
    const { import_id: importId, tenant_id: tenantId } = one;
    try {
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
