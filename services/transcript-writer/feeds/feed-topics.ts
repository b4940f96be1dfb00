import type { KafkaAdmin, TopicSettings } from '#shared/kafka/client/admin.ts';
import { feedTenant } from '#shared/kafka/client/topics.ts';
import type { Queryable } from '#shared/postgres/pool.ts';

/** A feed topic that must not be read as it is, and why. */
export interface RefusedTopic {
  readonly topic: string;
  readonly why: string;
}

/** Feed topics as they are found at one time. */
export interface FeedTopics {
  readonly good: readonly string[];
  readonly refused: readonly RefusedTopic[];
}

/**
 * What a feed topic's settings must be. The order of a feed and a file is decided by the broker's time, so a topic
 * that keeps the producers' own could overwrite anything. And what a batch may hold is bounded as it is stored
 * (max.message.bytes): a stranger's that is stored compressed could unpack to more than there is memory.
 */
const MUST_BE = { 'message.timestamp.type': 'LogAppendTime', 'compression.type': 'uncompressed' };

/**
 * Lists the topics of feeds.
 *
 * @param known topics that were found good a moment ago; their settings are not asked for now
 */
export async function listFeedTopics(
  admin: KafkaAdmin,
  client: Queryable,
  known: ReadonlySet<string>,
): Promise<FeedTopics> {
  const found = (await admin.listTopics()).filter((topic) => feedTenant(topic) !== undefined).sort();
  const fresh = found.filter((topic) => !known.has(topic));
  if (fresh.length === 0) return { good: found, refused: [] };
  const [tenants, settings] = await Promise.all([
    knownTenants(client, fresh),
    admin.settingsOf(fresh, Object.keys(MUST_BE)),
  ]);
  const refused = fresh.flatMap((topic) => {
    const why = tenants.has(feedTenant(topic) ?? '')
      ? wrongSetting(settings.get(topic) ?? new Map())
      : 'it belongs to no tenant';
    return why === undefined ? [] : [{ topic, why }];
  });
  const bad = new Set(refused.map(({ topic }) => topic));
  return { good: found.filter((topic) => !bad.has(topic)), refused };
}

/** A tenant is made before its topic; a topic without one would only be waited for, in the place of another. */
async function knownTenants(client: Queryable, topics: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ slug: string }>(
    'SELECT slug FROM tenants WHERE slug = ANY($1::text[])',
    [topics.map((topic) => feedTenant(topic))],
  );
  return new Set(rows.map(({ slug }) => slug));
}

function wrongSetting(settings: TopicSettings): string | undefined {
  const wrong = Object.entries(MUST_BE).find(([name, value]) => settings.get(name) !== value);
  if (wrong === undefined) return undefined;
  const [name, value] = wrong;
  return `${name} is ${settings.get(name) ?? 'not known'}; it must be ${value}`;
}
