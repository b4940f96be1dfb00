import type { StoredEvent } from '#shared/events/event-body.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import type { Language } from '#shared/texts/languages.ts';

/** How long a delivery waits for a process that died while it made the attempt; longer than an attempt may take. */
const LEASE_SECONDS = 60;

/**
 * Attempts under way to one receiver. One that stalls keeps as many of a process's slots; while it fails, a single one, so
 * that receivers that work are not held up.
 */
const MAX_TO_RECEIVER = 4;
const MAX_TO_FAILING = 1;

/** E-mails under way, all of which one server takes: when it stalls, webhooks go on. */
const MAX_EMAILS = 16;

/** A delivery of which this process makes the next attempt. */
export interface LeasedDelivery extends StoredEvent {
  readonly delivery_id: string;
  readonly tenant_id: number;
  readonly channel: 'webhook' | 'email';
  readonly fencing_token: number;
  /** Attempts that were made before. */
  readonly tries: number;
  readonly webhook_id: string | null;
  readonly url: string | null;
  readonly secrets: readonly string[];
  /** Of the import that it tells of; null where there is none. */
  readonly language: Language | null;
  /** Where an e-mail goes. */
  readonly email: string | null;
}

// Counted without a lock: two processes that lease at once may go beyond a receiver's share for one attempt.
const LEASE = `WITH busy AS (
    SELECT channel, tenant_id, webhook_id, count(*) AS attempts, sum(count(*)) OVER (PARTITION BY channel) AS of_channel
    FROM deliveries WHERE status = 'pending' AND lease_until > now() GROUP BY channel, tenant_id, webhook_id
  ), due AS (
    SELECT delivery_id, channel, tenant_id, webhook_id, next_attempt_at,
      CASE WHEN failing_since IS NULL THEN ${MAX_TO_RECEIVER} ELSE ${MAX_TO_FAILING} END AS share,
      row_number() OVER (PARTITION BY tenant_id, webhook_id ORDER BY next_attempt_at, delivery_id) AS place
    FROM deliveries LEFT JOIN webhooks USING (tenant_id, webhook_id)
    WHERE status = 'pending' AND next_attempt_at <= now() AND (lease_until IS NULL OR lease_until <= now())
      AND CASE channel WHEN 'email' THEN $2 ELSE state = 'active' END
  ), in_turn AS (
    SELECT *, row_number() OVER (PARTITION BY channel ORDER BY place, next_attempt_at, delivery_id) AS turn FROM due
  ), chosen AS (
    SELECT delivery_id FROM in_turn
    WHERE place + coalesce((SELECT attempts FROM busy WHERE (busy.channel, busy.tenant_id) = (in_turn.channel, in_turn.tenant_id)
          AND busy.webhook_id IS NOT DISTINCT FROM in_turn.webhook_id), 0) <= share
      AND (channel = 'webhook'
        OR turn + coalesce((SELECT max(of_channel) FROM busy WHERE channel = 'email'), 0) <= ${MAX_EMAILS})
    ORDER BY place, next_attempt_at LIMIT $1
  ), locked AS (
    SELECT delivery_id FROM deliveries JOIN chosen USING (delivery_id)
    WHERE status = 'pending' AND next_attempt_at <= now() AND (lease_until IS NULL OR lease_until <= now())
    FOR UPDATE OF deliveries SKIP LOCKED
  ), leased AS (
    UPDATE deliveries SET fencing_token = fencing_token + 1, lease_until = now() + make_interval(secs => ${LEASE_SECONDS})
    FROM locked WHERE deliveries.delivery_id = locked.delivery_id
    RETURNING deliveries.*
  )
  SELECT delivery_id, leased.tenant_id, channel, fencing_token, tries, leased.webhook_id, url,
    array_remove(ARRAY[secret, CASE WHEN previous_secret_until > now() THEN previous_secret END], NULL) AS secrets,
    email, event_id, type, actor, data, events.created_at, (
      SELECT language FROM imports WHERE imports.import_id = coalesce((data ->> 'undoId')::uuid, events.import_id)
    ) AS language
  FROM leased JOIN events USING (event_id)
    LEFT JOIN webhooks ON webhooks.webhook_id = leased.webhook_id
    LEFT JOIN people ON people.tenant_id = leased.tenant_id AND people.person_id = leased.person_id`;

/**
 * Leases deliveries whose next attempt is due: of every receiver its first before anybody's second.
 *
 * @param wanted how many at most
 */
export async function leaseDeliveries(
  client: Queryable,
  wanted: number,
  hasEmail: boolean,
): Promise<LeasedDelivery[]> {
  const { rows } = await client.query<LeasedDelivery>(LEASE, [wanted, hasEmail]);
  return rows;
}

/** Gives back what was leased and not tried to its end; the attempt does not count. */
export async function releaseDelivery(client: Queryable, delivery: LeasedDelivery): Promise<void> {
  await client.query(
    'UPDATE deliveries SET lease_until = NULL WHERE delivery_id = $1 AND fencing_token = $2',
    [delivery.delivery_id, delivery.fencing_token],
  );
}
