import { readFile } from 'node:fs/promises';
import registryClient, { type SchemaType } from '@kafkajs/confluent-schema-registry';
import kafkajs, { type Message, type RecordMetadata } from 'kafkajs';
import type { ImportView } from '#shared/imports/import-view.ts';
import { type ClientName, call, endpoints, eventually, sql } from './product.ts';

export type FeedRecordName = 'CourseRecord' | 'CertificationRecord';
/** A record by field name; what is left out is null. */
export type FeedRecord = Readonly<Record<string, string | number | null>>;

/** A Kafka client that signs in as `user` of endpoints.json and nothing more. */
export function kafkaAs(user: string): kafkajs.Kafka {
  const { brokers, users } = endpoints().kafka;
  const account = users[user];
  if (account === undefined) throw new Error(`endpoints.json has no Kafka user ${user}`);
  return new kafkajs.Kafka({
    clientId: `test-${user}`,
    brokers,
    sasl: { mechanism: 'scram-sha-512', ...account },
    // What is refused must fail at once.
    retry: { retries: 3, initialRetryTime: 100 },
    logLevel: kafkajs.logLevel.NOTHING,
  });
}

/** Sends messages to a tenant's feed as the tenant's own system does. */
export async function send(tenant: string, messages: readonly Message[]): Promise<RecordMetadata[]> {
  const producer = kafkaAs(`${tenant}-hr`).producer({
    allowAutoTopicCreation: false,
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  try {
    return await producer.send({ topic: `training-feed.${tenant}`, acks: -1, messages: [...messages] });
  } finally {
    await producer.disconnect();
  }
}

let ids: Map<string, number> = new Map();
let idsOf = '';

/** Encodes records with the registry's own client, which shares no code with the services'. */
export async function encode(name: FeedRecordName, records: readonly FeedRecord[]): Promise<Message[]> {
  const { url } = endpoints().registry;
  const registry = new registryClient.SchemaRegistry({ host: url });
  if (idsOf !== url) [ids, idsOf] = [new Map(), url];
  const id =
    ids.get(name) ?? (await registry.getRegistryIdBySchema(`lms.training.${name}`, await schemaOf(name)));
  ids.set(name, id);
  const fields = FIELDS[name];
  return Promise.all(
    records.map(async (record) => ({
      value: await registry.encode(
        id,
        Object.fromEntries(fields.map((field) => [field, record[field] ?? null])),
      ),
    })),
  );
}

/** The registry as who may write to it; tenants read it without signing in. */
export function registryToWrite(): registryClient.SchemaRegistry {
  const { url, username, password } = endpoints().registry;
  return new registryClient.SchemaRegistry({ host: url, auth: { username, password } });
}

/** The address under which our own codec may register schemas. */
export function registryUrlToWrite(): string {
  const { url, username, password } = endpoints().registry;
  return Object.assign(new URL(url), { username, password }).href;
}

/** The schema as it stands in schemas/avro. */
export async function schemaOf(name: FeedRecordName): Promise<{ type: SchemaType.AVRO; schema: string }> {
  const schema: unknown = JSON.parse(await readFile(`schemas/avro/${name}.avsc`, 'utf8'));
  return { type: registryClient.SchemaType.AVRO, schema: JSON.stringify(schema) };
}

const FIELDS: Readonly<Record<FeedRecordName, readonly string[]>> = {
  CourseRecord: [
    'username',
    'employeeId',
    'courseNumber',
    'courseName',
    'courseType',
    'startDate',
    'completionDate',
    'score',
    'durationMinutes',
    'credits',
    'instructor',
    'provider',
    'location',
    'notes',
    'importId',
    'rowNumber',
  ],
  CertificationRecord: [
    'username',
    'employeeId',
    'certificationName',
    'certificationNumber',
    'issuingOrganization',
    'issueDate',
    'expirationDate',
    'notes',
    'importId',
    'rowNumber',
  ],
};

export function fieldsOf(name: FeedRecordName): readonly string[] {
  return FIELDS[name];
}

/** A valid course of `username`. */
export function course(username: string, courseNumber: string, more: FeedRecord = {}): FeedRecord {
  return {
    username,
    courseNumber,
    courseName: 'Confined Spaces',
    courseType: 'OJT',
    completionDate: '2022-05-04',
    ...more,
  };
}

export async function postJson(client: ClientName, path: string, body: unknown): Promise<Response> {
  return call(client, path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

export async function openFeed(type: string, client: ClientName = 'acme-hr'): Promise<ImportView> {
  const response = await postJson(client, '/api/feeds', { type });
  if (response.status !== 201) throw new Error(`Not opened: ${response.status} ${await response.text()}`);
  return (await response.json()) as ImportView;
}

export async function closeFeed(
  id: string,
  total: number,
  client: ClientName = 'acme-hr',
): Promise<ImportView> {
  const response = await postJson(client, `/api/feeds/${id}/close`, { total });
  if (response.status !== 202) throw new Error(`Not closed: ${response.status} ${await response.text()}`);
  return (await response.json()) as ImportView;
}

/** The counts of a tenant's running entries of a type, of all days together; zeros while there is none. */
export async function runningCounts(
  tenant: string,
  type: 'courses' | 'certifications',
): Promise<{ successes: number; failures: number }> {
  const [row] = await sql<{ successes: number; failures: number }>(
    `SELECT coalesce(sum(successes), 0)::int AS successes, coalesce(sum(failures), 0)::int AS failures
     FROM imports JOIN tenants USING (tenant_id)
     WHERE slug = $1 AND type = $2 AND source = 'feed' AND feed_day IS NOT NULL`,
    [tenant, type],
  );
  return row ?? { successes: 0, failures: 0 };
}

/** Waits until an import has accounted for `count` records. */
export function accounted(id: string, count: number, client: ClientName = 'acme-hr'): Promise<ImportView> {
  return eventually(
    async () => (await (await call(client, `/api/imports/${id}`)).json()) as ImportView,
    ({ successes, failures }) => successes + failures >= count,
  );
}
