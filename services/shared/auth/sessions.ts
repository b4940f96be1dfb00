import { Refusal } from '../http/refusal.ts';
import { foldUsername } from '../people/username.ts';
import type { Client, Pool } from '../postgres/pool.ts';
import { asTenant } from '../postgres/transaction.ts';
import { message } from '../texts/texts-of.ts';
import type { Principal } from './principal.ts';
import { SESSION_SECONDS } from './session.ts';

export interface SessionSettings {
  /** A session that makes no call for so long is over. */
  readonly idleMinutes: number;
  /**
   * For how long a session that was good is taken for good without asking PostgreSQL, so that a page's many calls cost
   * one statement. A session that was ended elsewhere lives on for as long here.
   */
  readonly freshMs: number;
}

/** Sessions remembered at once; beyond it all are asked for again. */
const MAX_REMEMBERED = 10_000;

/**
 * The sessions of browsers. Each is a row of `browser_sessions`, and over once its row is deleted: by signing out, with
 * its person, when the person's role changes (both by PostgreSQL itself), or by an operator.
 */
export class Sessions {
  readonly #pool: Pool;
  readonly #settings: SessionSettings;
  readonly #remembered = new Map<string, { isGood: Promise<boolean>; until: number }>();

  constructor(pool: Pool, settings: SessionSettings) {
    this.#pool = pool;
    this.#settings = settings;
  }

  /**
   * Begins a session of somebody who has just signed in, and returns its id.
   *
   * @throws Refusal `forbidden` when their tenant is not set up here
   */
  begin({ tenant, subject }: Principal): Promise<string> {
    return asTenant(this.#pool, tenant, async (client) => {
      await client.query('DELETE FROM browser_sessions WHERE expires_at < now()');
      const { rows } = await client.query<{ session_id: string }>(
        `INSERT INTO browser_sessions (tenant_id, subject_folded, person_id, expires_at)
         SELECT tenant_id, $2, (SELECT person_id FROM people
             WHERE people.tenant_id = tenants.tenant_id AND username_folded = $2), now() + make_interval(secs => $3)
         FROM tenants WHERE slug = $1
         RETURNING session_id`,
        [tenant, foldUsername(subject), SESSION_SECONDS],
      );
      const [row] = rows;
      if (row === undefined) throw new Refusal('forbidden', message('problems.organization-not-set-up'));
      return row.session_id;
    });
  }

  /** Whether a session is neither over nor ended. */
  isGood(tenant: string, id: string): Promise<boolean> {
    const known = this.#remembered.get(id);
    if (known !== undefined && known.until > Date.now()) return known.isGood;
    if (this.#remembered.size >= MAX_REMEMBERED) this.#remembered.clear();
    const isGood = asTenant(this.#pool, tenant, (client) => this.#look(client, id));
    this.#remembered.set(id, { isGood, until: Date.now() + this.#settings.freshMs });
    // An answer that did not come must not be remembered as one.
    isGood.catch(() => this.#remembered.delete(id));
    return isGood;
  }

  /** Ends a session; ending it again changes nothing. */
  async end(tenant: string, id: string): Promise<void> {
    await asTenant(this.#pool, tenant, (client) =>
      client.query('DELETE FROM browser_sessions WHERE session_id = $1', [id]),
    );
    this.#remembered.delete(id);
  }

  /** One read by key. Once a minute at most it also writes down that the session is used: each write costs a sync. */
  async #look(client: Client, id: string): Promise<boolean> {
    const { rows } = await client.query<{ is_stale: boolean }>(
      `SELECT last_used_at < now() - interval '1 minute' AS is_stale FROM browser_sessions
       WHERE session_id = $1 AND expires_at > now() AND last_used_at > now() - make_interval(mins => $2)`,
      [id, this.#settings.idleMinutes],
    );
    const [row] = rows;
    if (row?.is_stale === true) {
      await client.query('UPDATE browser_sessions SET last_used_at = now() WHERE session_id = $1', [id]);
    }
    return row !== undefined;
  }
}
