/** The servers without which imports stand still while PostgreSQL, and so what people see of imports, is there. */
export const OUTAGE_SERVERS = ['clickhouse', 'kafka', 'object-store'] as const;

export type OutageServer = (typeof OUTAGE_SERVERS)[number];

/** What an import waits for. Nothing of it is lost. */
export interface Delay {
  /** RFC 3339: since when it does not move for this reason. */
  readonly since: string;
  readonly by: OutageServer;
}

/** Both how long an import has not moved and how long a server is unavailable before people are told: restarts are shorter. */
export const DELAYED_AFTER_SECONDS = 30;

/** An outage that its process has not confirmed for so long is over, or its process is. */
const CONFIRMED_WITHIN_SECONDS = 30;

/**
 * An expression in SQL, of a row of `imports`: what an import waits for that goes on by itself, or null. Of several outages the
 * longest counts. A feed has rows to wait for once it is closed.
 */
export const DELAYED = `CASE WHEN imports.status IN ('in_progress', 'checking')
      AND (imports.source <> 'feed' OR imports.total IS NOT NULL)
      AND imports.last_updated < now() - interval '${DELAYED_AFTER_SECONDS} seconds'
    THEN (SELECT jsonb_build_object('since', greatest(since, imports.last_updated), 'by', server) FROM outages
      WHERE since < now() - interval '${DELAYED_AFTER_SECONDS} seconds'
        AND seen_at > now() - interval '${CONFIRMED_WITHIN_SECONDS} seconds'
      ORDER BY since LIMIT 1) END`;

/** @param stored what {@link DELAYED} gave */
export function toDelay(stored: Delay | null): Delay | null {
  return stored === null ? null : { since: new Date(stored.since).toISOString(), by: stored.by };
}
