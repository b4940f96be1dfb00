import type { NoticeList, NoticeView } from '#shared/events/notification-views.ts';
import { foldUsername } from '#shared/people/username.ts';
import type { Client, Pool } from '#shared/postgres/pool.ts';
import { asTenant } from '#shared/postgres/transaction.ts';
import type { Caller, Tenant } from '../http/caller.ts';

interface NoticeRow {
  readonly event_id: string;
  readonly type: NoticeView['type'];
  readonly import_id: string | null;
  readonly actor: string;
  readonly created_at: Date;
  readonly is_seen: boolean;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The latest; whoever wants older ones looks at Import History. */
const MAX_NOTICES = 20;

/** The latest notices of the tenant, and which the caller has not seen. What was discarded is not told of any more. */
export async function listNotices(pool: Pool, caller: Caller): Promise<NoticeList> {
  const { tenant } = caller;
  return asTenant(pool, tenant.slug, (client) => readNotices(client, tenant, caller.subject));
}

/** Remembers that the caller has seen all notices up to a time. */
export function markSeen(pool: Pool, { tenant, subject }: Caller, upTo: Date): Promise<NoticeList> {
  return asTenant(pool, tenant.slug, async (client) => {
    await client.query(
      `INSERT INTO notices_seen AS seen (tenant_id, subject_folded, seen_up_to) VALUES ($1, $2, least($3, now()))
       ON CONFLICT (tenant_id, subject_folded) DO UPDATE SET seen_up_to = greatest(seen.seen_up_to, excluded.seen_up_to)`,
      [tenant.id, foldUsername(subject), upTo],
    );
    return readNotices(client, tenant, subject);
  });
}

async function readNotices(client: Client, tenant: Tenant, subject: string): Promise<NoticeList> {
  // A time is kept to the microsecond, and was given by the millisecond.
  const { rows } = await client.query<NoticeRow>(
    `SELECT event_id, events.type, import_id, actor, created_at, data,
       created_at < coalesce(seen_up_to, '-infinity') + interval '1 millisecond' AS is_seen
     FROM events LEFT JOIN notices_seen ON notices_seen.tenant_id = $1 AND subject_folded = $2
     WHERE events.tenant_id = $1 AND events.type <> 'webhook.test'
       AND (import_id IS NULL OR EXISTS (SELECT FROM imports
         WHERE imports.import_id = events.import_id AND status <> 'discarded'))
     ORDER BY created_at DESC, event_id DESC LIMIT ${MAX_NOTICES}`,
    [tenant.id, foldUsername(subject)],
  );
  const items = rows.map((row) => toView(row, subject));
  return {
    items,
    unseen: items.filter(({ isSeen }) => !isSeen).length,
    isImporting: await isImporting(client, tenant, subject),
  };
}

/** Feeds, which run for days, are left out. */
async function isImporting(client: Client, tenant: Tenant, subject: string): Promise<boolean> {
  const { rows } = await client.query<{ initiated_by: string }>(
    `SELECT DISTINCT initiated_by FROM imports
     WHERE tenant_id = $1 AND status = 'in_progress' AND source <> 'feed' AND check_of IS NULL`,
    [tenant.id],
  );
  return rows.some(({ initiated_by }) => foldUsername(initiated_by) === foldUsername(subject));
}

function toView(row: NoticeRow, subject: string): NoticeView {
  return {
    id: row.event_id,
    type: row.type,
    importId: row.import_id,
    at: row.created_at.toISOString(),
    initiatedBy: row.actor,
    isMine: foldUsername(row.actor) === foldUsername(subject),
    isSeen: row.is_seen,
    data: row.data,
  };
}
