import type { Gauge } from 'prom-client';
import type { ReasonCode } from '#shared/csv/reason.ts';
import type { RecordType } from '#shared/csv/record-types.ts';
import { LmsError } from '#shared/errors.ts';
import { latestDateOnEarth } from '#shared/imports/parse-settings.ts';
import type { AvroCodec } from '#shared/kafka/avro/avro-codec.ts';
import { rowTypeOf } from '#shared/kafka/avro/row-records.ts';
import { feedTenant } from '#shared/kafka/client/topics.ts';
import type { ConsumedMessage } from '#shared/kafka/consumer/consumed-batch.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import type { Batch } from '../write/batch.ts';
import type { Row } from '../write/row.ts';
import { type BoundedFeed, FEED_LANGUAGE, findFeeds, findRepeats, RunningEntries } from './feed-entries.ts';
import { feedTime, readNow } from './feed-time.ts';
import { MessageReader } from './message-reader.ts';
import { PreparedRules } from './prepared-rules.ts';
import type { DecodedBatch, RowDecoder } from './row-decoder.ts';

type Tenant = { readonly id: number; readonly slug: string };

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Reads training-feed.<tenant>: records that software of others sends. The tenant comes from the topic alone; a record
 * belongs to the open feed it names, otherwise to the day's running entry of its type.
 */
export class FeedRecordDecoder implements RowDecoder {
  readonly #codec: AvroCodec;
  readonly #clockAhead: Gauge<'clock'>;
  readonly #rules = new PreparedRules();

  /** @param clockAhead measures how far the brokers' clock is ahead of PostgreSQL's */
  constructor(codec: AvroCodec, clockAhead: Gauge<'clock'>) {
    this.#codec = codec;
    this.#clockAhead = clockAhead;
  }

  async decode(batch: Batch, client: Queryable, lastTimeUs: number): Promise<DecodedBatch> {
    const tenant = await tenantOf(client, batch.topic);
    const { messages } = batch;
    const values = messages.map(({ value }) => value);
    const [nowUs] = await Promise.all([readNow(client), this.#codec.prepare(values, batch.topic)]);
    this.#measureClock(messages, nowUs);
    const reader = new MessageReader(this.#codec, this.#rules, values.length);
    let timeUs = lastTimeUs;
    const read = messages.map(({ offset, timestampMs }, index) => {
      timeUs = feedTime(timestampMs * 1_000, timeUs, nowUs);
      return { ...readMessage(reader, values[index] ?? null, timeUs), offset, timeUs };
    });
    const feeds = await findFeeds(client, tenant.id, importIdsOf(read));
    const repeats = await findRepeats(client, read, feeds);
    const entries = new RunningEntries(client, tenant);
    const rows: Row[] = [];
    for (const message of read) {
      if (repeats.has(message)) continue;
      const { bytes, offset } = message;
      const position = { timeUs: message.timeUs, source: 1 + batch.partition, number: offset };
      rows.push({ ...(await assign(message, feeds, entries)), position, offset, bytes });
    }
    return { rows, orphans: [], lastTimeUs: timeUs };
  }

  #measureClock(messages: readonly ConsumedMessage[], nowUs: number): void {
    const newestMs = messages.reduce((newest, { timestampMs }) => Math.max(newest, timestampMs), 0);
    this.#clockAhead.set({ clock: 'brokers' }, Math.max(0, newestMs * 1_000 - nowUs) / 1e6);
  }
}

/** Asked for with each batch: a tenant may be deleted, and created again under another id. */
async function tenantOf(client: Queryable, topic: string): Promise<Tenant> {
  const slug = feedTenant(topic) ?? '';
  const { rows } = await client.query<{ tenant_id: number }>(
    'SELECT tenant_id FROM tenants WHERE slug = $1',
    [slug],
  );
  const id = rows[0]?.tenant_id;
  // The topic is made after the tenant: one without is waited for, never skipped.
  if (id === undefined)
    throw new LmsError('unavailable', `${topic} belongs to no tenant`, { retryable: true });
  return { id, slug };
}

/** What a message of a feed holds. */
interface ReadMessage {
  readonly bytes: Buffer | null;
  readonly type: RecordType;
  readonly importId: string | null;
  readonly rowNumber: number | null;
  readonly validation: Row['validation'];
}

function readMessage(reader: MessageReader, bytes: Buffer | null, timeUs: number): ReadMessage {
  const record = reader.read(bytes);
  const type = record instanceof LmsError ? undefined : rowTypeOf(record.name);
  if (record instanceof LmsError || type === undefined) {
    const why = record instanceof LmsError ? record.message : `${record.name} is no record of a feed`;
    const validation = failed('undecodable', `The message cannot be read: ${why}`);
    return { bytes, type: 'courses', importId: null, rowNumber: null, validation };
  }
  const { name, importId, rowNumber } = record;
  const validation = reader.validate({
    type,
    dateFormat: 'YYYY-MM-DD',
    today: latestDateOnEarth(new Date(timeUs / 1_000)),
    language: FEED_LANGUAGE,
  });
  if (validation === undefined) throw new LmsError('unexpected', `No rules for ${name}`);
  return { bytes, type, importId, rowNumber, validation };
}

/** The import that a message belongs to, and how it is known to be new there. */
async function assign(
  { type, importId, rowNumber, validation, timeUs }: ReadMessage & { readonly timeUs: number },
  feeds: ReadonlyMap<string, BoundedFeed>,
  entries: RunningEntries,
): Promise<Pick<Row, 'importInfo' | 'identity' | 'validation'>> {
  const feed = importId === null ? undefined : feeds.get(importId.toLowerCase());
  if (feed?.info.type === type && feed.isOpen) {
    const identity = rowNumber === null ? OFFSET : { kind: 'numbered' as const, rowNumber };
    return { importInfo: feed.info, identity, validation };
  }
  const importInfo = await entries.of(type, dayOf(timeUs));
  if (importId === null) return { importInfo, identity: OFFSET, validation };
  const text = `importId "${importId.slice(0, 60)}" is no open feed of ${type}; open one, or leave importId out`;
  return { importInfo, identity: OFFSET, validation: failed('not-an-open-feed', text) };
}

const OFFSET = { kind: 'offset' } as const;

function importIdsOf(messages: readonly ReadMessage[]): string[] {
  const ids = new Set<string>();
  for (const { importId } of messages) {
    if (importId !== null && UUID.test(importId)) ids.add(importId.toLowerCase());
  }
  return [...ids];
}

function dayOf(timeUs: number): string {
  return new Date(timeUs / 1_000).toISOString().slice(0, 10);
}

function failed(code: ReasonCode, message: string): Row['validation'] {
  return { value: undefined, user: undefined, reasons: [{ code, columns: [], message }] };
}
