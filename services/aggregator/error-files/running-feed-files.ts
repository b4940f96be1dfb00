import { randomUUID } from 'node:crypto';
import { encodeKeepingBytes } from '#shared/csv/raw-bytes.ts';
import type { RecordType } from '#shared/csv/record-types.ts';
import { type Lease, releaseLeases } from '#shared/imports/lease.ts';
import type { AvroCodec } from '#shared/kafka/avro/avro-codec.ts';
import { insertRemovals, recordIntent, recordMultipart, removeIntent } from '#shared/object-store/intents.ts';
import type { ObjectStore } from '#shared/object-store/object-store.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import { inTransaction } from '#shared/postgres/transaction.ts';
import { feedErrorFileText } from './feed-error-file-text.ts';
import { feedFailures } from './feed-failures.ts';
import { acquireErrorFileLease, type LeasedErrorFile } from './lease.ts';

/** How long a file may be behind that is written quickly. */
const MIN_PAUSE_MS = 2_000;

/** A file takes a tenth of the time at most: a feed that fails all day would else be written all day. */
const PAUSE_FACTOR = 10;

export interface RunningFeedContext {
  readonly pool: Pool;
  readonly store: ObjectStore;
  readonly codec: AvroCodec;
}

interface DueFeed {
  readonly import_id: string;
  readonly type: RecordType;
}

/**
 * Writes the error files of feeds that run by the day while they run, since nobody can wait until midnight to see what was
 * wrong. Each replaces the one before; the one that is written when the feed has ended replaces the last.
 */
export class RunningFeedFiles {
  readonly #context: RunningFeedContext;
  /** When each may be written again. */
  readonly #notBefore = new Map<string, number>();

  constructor(context: RunningFeedContext) {
    this.#context = context;
  }

  /** Writes the files that lack failures, one after the other. @throws what kept one of them from being written */
  async writeDue(signal: AbortSignal): Promise<void> {
    const now = Date.now();
    for (const [id, at] of this.#notBefore) if (at <= now) this.#notBefore.delete(id);
    const { rows } = await this.#context.pool.query<DueFeed>(
      `SELECT import_id, type FROM imports
       WHERE status = 'in_progress' AND source = 'feed' AND feed_day IS NOT NULL AND feed_ended_at IS NULL
         AND failures > coalesce(error_file_failures, 0) AND NOT import_id = ANY ($1::uuid[])`,
      [[...this.#notBefore.keys()]],
    );
    for (const feed of rows) {
      if (signal.aborted) return;
      const began = Date.now();
      try {
        await this.#write(feed.import_id, signal);
      } finally {
        const took = Date.now() - began;
        this.#notBefore.set(feed.import_id, Date.now() + Math.max(MIN_PAUSE_MS, PAUSE_FACTOR * took));
      }
    }
  }

  async #write(importId: string, signal: AbortSignal): Promise<void> {
    const { pool } = this.#context;
    // Whoever finishes the feed meanwhile waits for the lease, and writes the last file then.
    const leased = await acquireErrorFileLease(pool, importId);
    if (leased === undefined) return;
    try {
      await this.#replace(leased, signal);
    } finally {
      await releaseLeases(pool, 'error_file_leases', [leased.lease]);
    }
  }

  async #replace({ lease, order }: LeasedErrorFile, signal: AbortSignal): Promise<void> {
    const { importId, tenantId, type, failures } = order;
    const { pool, store, codec } = this.#context;
    await store.check();
    const key = `${tenantId}/errors/${randomUUID()}`;
    await recordIntent(pool, key, tenantId);
    let unused: string | undefined = key;
    try {
      const text = feedErrorFileText(codec, type, feedFailures(pool, importId));
      await store.write(key, bytesOf(text, signal), (id) => recordMultipart(pool, key, id));
      unused = await refer(pool, lease, { key, failures });
    } finally {
      // Should that fail, the sweeper comes for it.
      if (unused !== undefined) await discard(this.#context, unused);
    }
  }
}

async function* bytesOf(text: AsyncIterable<string>, signal: AbortSignal): AsyncGenerator<Buffer> {
  for await (const piece of text) {
    signal.throwIfAborted();
    yield encodeKeepingBytes(piece);
  }
}

/**
 * Makes the file the feed's, if the feed still runs and the lease is held: whoever takes words of a person away ends it.
 * Returns the key of the object that nothing refers to any more.
 */
function refer(
  pool: Pool,
  { importId, fencingToken }: Lease,
  { key, failures }: { readonly key: string; readonly failures: number },
): Promise<string | undefined> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ replaced: string | null; tenant_id: number }>(
      `UPDATE imports SET error_file_key = $2, error_file_failures = $3, revision = revision + 1
       WHERE import_id = $1 AND status = 'in_progress'
         AND EXISTS (SELECT FROM error_file_leases AS lease WHERE lease.import_id = $1 AND fencing_token = $4 FOR SHARE)
       RETURNING old.error_file_key AS replaced, tenant_id`,
      [importId, key, failures, fencingToken],
    );
    const [row] = rows;
    if (row === undefined) return key;
    await removeIntent(client, key);
    await client.query("SELECT pg_notify('import_changed', $1 || ':' || $2)", [
      String(row.tenant_id),
      importId,
    ]);
    if (row.replaced === null) return undefined;
    await client.query(insertRemovals('(SELECT $1::text AS key, $2::int AS tenant_id) AS replaced'), [
      row.replaced,
      row.tenant_id,
    ]);
    return row.replaced;
  });
}

async function discard({ pool, store }: RunningFeedContext, key: string): Promise<void> {
  await store.remove(key);
  await removeIntent(pool, key);
}
