import {
  IMPORT_COLUMNS,
  type ImportRow,
  type ImportView,
  toImportView,
  VISIBLE_IMPORT,
} from '#shared/imports/import-view.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import { asTenant } from '#shared/postgres/transaction.ts';
import type { Tenant } from '../http/caller.ts';

/** An import as it is now; `revision` grows with every change. */
export interface WatchedImport {
  readonly view: ImportView;
  readonly revision: number;
}

export interface Watcher {
  changed(change: WatchedImport): void;
  /** It was discarded or deleted. */
  removed(): void;
}

interface Watched {
  readonly tenant: Tenant;
  readonly watchers: Set<Watcher>;
}

/**
 * Notifies watchers how their imports change. However many they are, an import that changed is read once, and changes
 * that come while a reading is under way share the next one: the load on PostgreSQL depends on how fast it answers,
 * not on how often things change.
 */
export class ImportWatch {
  readonly #pool: Pool;
  readonly #onError: (error: unknown) => void;
  readonly #watched = new Map<string, Watched>();
  readonly #changed = new Set<string>();
  #reading: Promise<void> | undefined;

  constructor(pool: Pool, onError: (error: unknown) => void) {
    this.#pool = pool;
    this.#onError = onError;
  }

  /** Notifies `watcher` of every change from now on, until the returned function is called. */
  watch(tenant: Tenant, id: string, watcher: Watcher): () => void {
    const entry = this.#watched.get(id) ?? { tenant, watchers: new Set() };
    this.#watched.set(id, entry);
    entry.watchers.add(watcher);
    // Changes between the caller's own read and now are reported too.
    this.changed(id);
    return () => {
      entry.watchers.delete(watcher);
      if (entry.watchers.size === 0 && this.#watched.get(id) === entry) this.#watched.delete(id);
    };
  }

  /** To be called when an import may have changed. */
  changed(id: string): void {
    if (!this.#watched.has(id)) return;
    this.#changed.add(id);
    this.#reading ??= this.#readAll().finally(() => {
      this.#reading = undefined;
    });
  }

  /** To be called when any import may have changed unnoticed. */
  allChanged(): void {
    for (const id of this.#watched.keys()) this.changed(id);
  }

  async #readAll(): Promise<void> {
    while (this.#changed.size > 0) {
      const ids = [...this.#changed];
      this.#changed.clear();
      const bySlug = Map.groupBy(
        ids.flatMap((id) => {
          const entry = this.#watched.get(id);
          return entry === undefined ? [] : [{ id, tenant: entry.tenant }];
        }),
        ({ tenant }) => tenant.slug,
      );
      for (const ofTenant of bySlug.values()) {
        try {
          await this.#readTenant(
            ofTenant.map(({ id }) => id),
            ofTenant[0]?.tenant,
          );
        } catch (error) {
          // The next change or the next slow look reads them again.
          this.#onError(error);
        }
      }
    }
  }

  async #readTenant(ids: readonly string[], tenant: Tenant | undefined): Promise<void> {
    if (tenant === undefined) return;
    const changes = new Map(
      (await readWatched(this.#pool, tenant, ids)).map((change) => [change.view.id, change]),
    );
    for (const id of ids) {
      const change = changes.get(id);
      // A copy, because a watcher that sees the end leaves during the loop.
      for (const watcher of [...(this.#watched.get(id)?.watchers ?? [])]) {
        if (change === undefined) watcher.removed();
        else watcher.changed(change);
      }
    }
  }
}

/** Imports of a tenant by their ids; those that do not exist are left out. */
export async function readWatched(
  pool: Pool,
  tenant: Tenant,
  ids: readonly string[],
): Promise<WatchedImport[]> {
  const { rows } = await asTenant(pool, tenant.slug, (client) =>
    client.query<ImportRow & { revision: number }>(
      `SELECT ${IMPORT_COLUMNS}, revision FROM imports
       WHERE tenant_id = $1 AND import_id = ANY($2::uuid[]) AND ${VISIBLE_IMPORT}`,
      [tenant.id, ids],
    ),
  );
  return rows.map((row) => ({ view: toImportView(row), revision: row.revision }));
}
