import { randomUUID } from 'node:crypto';
import { recordIntent, recordMultipart, removeIntent } from '#shared/object-store/intents.ts';
import type { ObjectStore } from '#shared/object-store/object-store.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import { asTenant } from '#shared/postgres/transaction.ts';
import type { Tenant } from './tenant.ts';

/** An original being stored, or stored: an object that nothing refers to until its import is accepted. */
export class Original {
  readonly key: string;
  readonly #pool: Pool;
  readonly #store: ObjectStore;
  readonly #tenant: Tenant;
  #uploadId: string | undefined;

  constructor(pool: Pool, store: ObjectStore, tenant: Tenant) {
    this.#pool = pool;
    this.#store = store;
    this.#tenant = tenant;
    this.key = `${tenant.id}/originals/${randomUUID()}`;
  }

  /**
   * Streams the bytes into the object, under an intent committed beforehand.
   *
   * @throws what `bytes` throws, or an error of PostgreSQL or the store; {@link discard} cleans up after any
   */
  async write(bytes: AsyncIterable<Buffer>): Promise<void> {
    await asTenant(this.#pool, this.#tenant.slug, (client) =>
      recordIntent(client, this.key, this.#tenant.id),
    );
    await this.#store.write(this.key, bytes, async (uploadId) => {
      this.#uploadId = uploadId;
      await asTenant(this.#pool, this.#tenant.slug, (client) => recordMultipart(client, this.key, uploadId));
    });
  }

  /**
   * Removes the object, its parts and its intent, unless an import refers to it. Should it fail, the intent stays and
   * the sweeper does it later.
   */
  async discard(): Promise<void> {
    if (!(await this.#isUnreferenced())) return;
    if (this.#uploadId !== undefined) await this.#store.abortMultipart(this.key, this.#uploadId);
    await this.#store.remove(this.key);
    await asTenant(this.#pool, this.#tenant.slug, (client) => removeIntent(client, this.key));
  }

  /**
   * The transaction that accepts an import removes the intent. Locking the row waits for one whose COMMIT went out but
   * whose answer was lost: only with the row still there after that is it certain that it did not happen.
   */
  async #isUnreferenced(): Promise<boolean> {
    const { rowCount } = await asTenant(this.#pool, this.#tenant.slug, (client) =>
      client.query('SELECT FROM object_intents WHERE object_key = $1 FOR UPDATE', [this.key]),
    );
    return rowCount === 1;
  }
}
