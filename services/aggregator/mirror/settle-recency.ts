import { RECENCY_STATEMENTS, UNSETTLED_RECORDS } from '#shared/clickhouse/certification-recency.ts';
import { mutateTable } from '#shared/clickhouse/mutate-table.ts';
import { CERTIFICATION_RECORDS } from '#shared/mirror/mirror-tables.ts';
import { ADVISORY_LOCKS, underAdvisoryLock } from '#shared/postgres/advisory-locks.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import type { MirrorContext } from './mirror-imports.ts';

/** For how long certifications of a running file may stay unsettled: it would bring more of the same people. */
const WAIT_FOR_IMPORTS_MS = 120_000;

/** A round reads a column of all tenants' certifications, however few are unsettled: it takes a sixth of the time at most. */
const REST = 5;

/** Settles which certifications are the latest where some came or went. One for the process: it rests after its rounds. */
export class RecencySettler {
  readonly #context: MirrorContext;
  #restsUntil = 0;
  #unsettledSince: number | undefined;

  constructor(context: MirrorContext) {
    this.#context = context;
  }

  /**
   * Settles the records of some thousand people, if there are unsettled ones and no other aggregator is at it.
   *
   * @throws what the servers throw; all of it can be begun again
   */
  async settle(signal: AbortSignal): Promise<void> {
    if (performance.now() < this.#restsUntil) return;
    const { pool, clickhouse } = this.#context;
    const answer = await clickhouse.query({
      query: UNSETTLED_RECORDS,
      format: 'JSONEachRow',
      abort_signal: signal,
    });
    if ((await answer.json()).length === 0) {
      this.#unsettledSince = undefined;
      return;
    }
    this.#unsettledSince ??= performance.now();
    const isPatient = performance.now() - this.#unsettledSince < WAIT_FOR_IMPORTS_MS;
    if (isPatient && (await isImporting(pool))) return;
    await underAdvisoryLock(pool, ADVISORY_LOCKS.certificationRecency, (ensureHeld) =>
      this.#round(ensureHeld, signal),
    );
  }

  async #round(ensureHeld: () => Promise<void>, signal: AbortSignal): Promise<void> {
    const { clickhouse, logger } = this.#context;
    const began = performance.now();
    try {
      for (const statement of RECENCY_STATEMENTS) {
        signal.throwIfAborted();
        // What another one has made pending since is not to be settled: it is not corrected yet.
        await ensureHeld();
        await mutateTable(clickhouse, { table: CERTIFICATION_RECORDS.name, statement }, signal);
      }
    } finally {
      const milliseconds = performance.now() - began;
      this.#restsUntil = performance.now() + REST * milliseconds;
      logger.debug({ milliseconds }, 'latest certifications settled');
    }
  }
}

async function isImporting(client: Queryable): Promise<boolean> {
  const { rows } = await client.query<{ importing: boolean }>(
    `SELECT EXISTS (SELECT FROM imports
       WHERE status = 'in_progress' AND type = 'certifications' AND source <> 'feed') AS importing`,
  );
  return rows[0]?.importing === true;
}
