import type { ReasonCode } from '#shared/csv/reason.ts';
import type { RecordType } from '#shared/csv/record-types.ts';
import { LmsError } from '#shared/errors.ts';
import { latestDateOnEarth } from '#shared/imports/reading.ts';
import type { AvroCodec } from '#shared/kafka/avro-codec.ts';
import { feedTenant } from '#shared/kafka/topics.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import type { Batch } from './cut-batches.ts';
import { openFeeds, RunningEntries } from './feed-entries.ts';
import { MessageReader, type ReadRecord } from './message-reader.ts';
import { PreparedRules } from './prepared-rules.ts';
import type { ImportInfo, Intake, ReadBatch, Row } from './row.ts';

type Tenant = { readonly id: number; readonly slug: string };

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Reads training-feed.<tenant>: records that software of others sends. The tenant comes from the topic alone; a record
 * belongs to the open feed it names, otherwise to the day's running entry of its type.
 */
export class FeedIntake implements Intake {
  readonly #codec: AvroCodec;
  readonly #rules = new PreparedRules();
  readonly #tenants = new Map<string, Tenant>();

  constructor(codec: AvroCodec) {
    this.#codec = codec;
  }

  async read(batch: Batch, client: Queryable, lastTimeUs: number): Promise<ReadBatch> {
    const tenant = await this.#tenant(client, batch.topic);
    const messages = [...batch.messages];
    const values = messages.map(({ value }) => value);
    await this.#codec.prepare(values);
    const reader = new MessageReader(this.#codec, this.#rules, values.length);
    const feeds = await openFeeds(client, tenant.id, importIdsOf(reader, values));
    const entries = new RunningEntries(client, tenant);
    const rows: Row[] = [];
    let timeUs = lastTimeUs;
    for (const [index, message] of messages.entries()) {
      // The broker's clock may step back between two records; their order in the log stays.
      timeUs = Math.max(timeUs, message.timestampMs * 1_000);
      const entryOf = (type: RecordType) => entries.of(type, dayOf(timeUs));
      const bytes = values[index] ?? null;
      const judged = await judge(reader, bytes, { feeds, entryOf, timeUs });
      const { offset } = message;
      rows.push({
        ...judged,
        position: { timeUs, source: 1 + batch.partition, number: offset },
        offset,
        bytes,
      });
    }
    return { rows, strays: [], lastTimeUs: timeUs };
  }

  async #tenant(client: Queryable, topic: string): Promise<Tenant> {
    const known = this.#tenants.get(topic);
    if (known !== undefined) return known;
    const slug = feedTenant(topic) ?? '';
    const { rows } = await client.query<{ tenant_id: number }>(
      'SELECT tenant_id FROM tenants WHERE slug = $1',
      [slug],
    );
    const id = rows[0]?.tenant_id;
    // The topic is made after the tenant: one without is waited for, never skipped.
    if (id === undefined)
      throw new LmsError('unavailable', `${topic} belongs to no tenant`, { retryable: true });
    const tenant = { id, slug };
    this.#tenants.set(topic, tenant);
    return tenant;
  }
}

/** What a record of a feed is judged by. */
interface FeedContext {
  readonly feeds: ReadonlyMap<string, ImportInfo>;
  readonly entryOf: (type: RecordType) => Promise<ImportInfo>;
  readonly timeUs: number;
}

async function judge(
  reader: MessageReader,
  bytes: Buffer | null,
  { feeds, entryOf, timeUs }: FeedContext,
): Promise<Pick<Row, 'importInfo' | 'identity' | 'validation'>> {
  const record = reader.read(bytes);
  const type = record instanceof LmsError ? undefined : RECORD_TYPE[record.name];
  if (record instanceof LmsError || type === undefined) {
    const why = record instanceof LmsError ? record.message : `${record.name} is no record of a feed`;
    const text = `The message cannot be read: ${why}`;
    return {
      importInfo: await entryOf('courses'),
      identity: { kind: 'offset' },
      validation: failed('undecodable', text),
    };
  }
  const { name, importId, rowNumber } = record;
  const feed = importId === null ? undefined : feeds.get(importId.toLowerCase());
  if (importId !== null && feed?.type !== type) {
    const text = `importId "${importId.slice(0, 60)}" is no open feed of ${type}; open one, or leave importId out`;
    return {
      importInfo: await entryOf(type),
      identity: { kind: 'offset' },
      validation: failed('not-an-open-feed', text),
    };
  }
  const validation = reader.judge({
    type,
    dateFormat: 'YYYY-MM-DD',
    today: latestDateOnEarth(new Date(timeUs / 1_000)),
  });
  if (validation === undefined) throw new LmsError('unexpected', `No rules for ${name}`);
  if (feed === undefined)
    return { importInfo: await entryOf(type), identity: { kind: 'offset' }, validation };
  return {
    importInfo: feed,
    identity: rowNumber === null ? { kind: 'offset' } : { kind: 'numbered', rowNumber },
    validation,
  };
}

const RECORD_TYPE: Readonly<Partial<Record<ReadRecord['name'], RecordType>>> = {
  CourseRecord: 'courses',
  CertificationRecord: 'certifications',
};

function importIdsOf(reader: MessageReader, values: readonly (Buffer | null)[]): string[] {
  const ids = new Set<string>();
  for (const value of values) {
    const record = reader.read(value);
    if (record instanceof LmsError) continue;
    const { importId } = record;
    if (typeof importId === 'string' && UUID.test(importId)) ids.add(importId.toLowerCase());
  }
  return [...ids];
}

function dayOf(timeUs: number): string {
  return new Date(timeUs / 1_000).toISOString().slice(0, 10);
}

function failed(code: ReasonCode, message: string): Row['validation'] {
  return { value: undefined, user: undefined, reasons: [{ code, columns: [], message }] };
}
