import type { Client, Pool } from '#shared/postgres/pool.ts';

/**
 * Where the connection of a transaction is lost: before a statement is sent, or after it was executed but before
 * whoever sent it hears of it.
 */
export interface Fault {
  /** Counted from BEGIN, which is 0. */
  readonly statement: number;
  readonly when: 'before' | 'after';
}

export class ConnectionLost extends Error {}

/**
 * The pool, but that its next transaction loses its connection at the place given. It is lost for good, as by a crash:
 * the server rolls back what was not committed.
 */
export function losingConnection(pool: Pool, fault: Fault): Pool {
  return Object.assign(Object.create(pool) as Pool, {
    query: pool.query.bind(pool),
    connect: async () => faulty(await pool.connect(), fault),
  });
}

function faulty(client: Client, { statement, when }: Fault): Client {
  const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
  let sent = 0;
  let lost = false;
  return Object.assign(Object.create(client) as Client, {
    query: async (...args: unknown[]) => {
      if (lost) throw new ConnectionLost('the connection is gone');
      const isHere = sent === statement;
      sent += 1;
      if (!isHere) return query(...args);
      lost = true;
      if (when === 'after') await query(...args);
      throw new ConnectionLost(`lost ${when} statement ${statement}`);
    },
    // Closing the connection is what the end of a process does.
    release: () => client.release(lost),
  });
}
