import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '@clickhouse/client';
import pg from 'pg';
import { type ImportView, movesByItself } from '#shared/imports/import-view.ts';
import { dataDir } from './running-product.ts';

/** `endpoints.json`: how every script finds the running product. */
export interface Endpoints {
  readonly portal: string;
  readonly ingest: string;
  readonly management: Readonly<Record<'ingest' | 'transcript-writer' | 'aggregator' | 'portal', string>>;
  readonly identity: {
    readonly issuer: string;
    readonly token: string;
    readonly clients: Readonly<Record<string, string>>;
  };
  readonly kafka: {
    readonly brokers: string[];
    readonly securityProtocol: 'SASL_PLAINTEXT';
    readonly mechanism: 'scram-sha-512';
    readonly users: Readonly<Record<string, { readonly username: string; readonly password: string }>>;
  };
  readonly registry: { readonly url: string; readonly username: string; readonly password: string };
  readonly postgres: { readonly url: string };
  readonly clickhouse: {
    readonly url: string;
    readonly database: string;
    readonly username: string;
    readonly password: string;
    readonly dashboards: Readonly<Record<string, DashboardsAccess>>;
  };
  readonly s3: {
    readonly endpoint: string;
    readonly accessKey: string;
    readonly secretKey: string;
    readonly bucket: string;
  };
  readonly pids: Readonly<Record<string, number[]>>;
}

/** How a tenant's dashboards sign in to ClickHouse. */
export interface DashboardsAccess {
  readonly url: string;
  readonly database: string;
  readonly user: string;
  readonly password: string;
}

export type ClientName = 'acme-hr' | 'globex-hr' | 'acme-cameron';

/** Read again each time: a part that was started again has another process id. */
export function endpoints(): Endpoints {
  return JSON.parse(readFileSync(join(dataDir(), 'endpoints.json'), 'utf8')) as Endpoints;
}

/** An access token by client credentials, as a script gets it. */
export async function token(client: ClientName): Promise<string> {
  const response = await fetch(endpoints().identity.token, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${client}:demo`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const body = (await response.json()) as { access_token: string };
  return body.access_token;
}

/** Calls the portal as `client`. */
export async function call(client: ClientName, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set('authorization', `Bearer ${await token(client)}`);
  return fetch(new URL(path, endpoints().portal), { ...init, headers, redirect: 'manual' });
}

/** Calls the portal and reads the answer as JSON, whatever its status. */
export async function callJson<Body>(
  client: ClientName,
  path: string,
  init?: RequestInit,
): Promise<{ status: number; body: Body }> {
  const response = await call(client, path, init);
  return { status: response.status, body: (await response.json()) as Body };
}

export interface UploadOptions {
  readonly client?: ClientName;
  /** Null for none. */
  readonly type?: string | null;
  readonly fileName?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Uploads a file and returns the answer as it is. */
export function upload(
  content: string | Uint8Array<ArrayBuffer>,
  options: UploadOptions = {},
): Promise<Response> {
  const {
    client = 'acme-hr',
    type = 'courses',
    fileName = 'history.csv',
    query = {},
    headers = {},
  } = options;
  const form = new FormData();
  form.append('file', new Blob([content], { type: 'text/csv' }), fileName);
  const search = new URLSearchParams({ ...(type === null ? {} : { type }), ...query });
  return call(client, `/api/imports?${search}`, { method: 'POST', body: form, headers });
}

/** Uploads a file that must be accepted and returns its import. */
export async function accept(
  content: string | Uint8Array<ArrayBuffer>,
  options: UploadOptions = {},
): Promise<ImportView> {
  const response = await upload(content, options);
  if (response.status !== 202) throw new Error(`Not accepted: ${response.status} ${await response.text()}`);
  return (await response.json()) as ImportView;
}

/** Asks again and again until `ready` is true, and fails with the last answer after the deadline. */
export async function eventually<Value>(
  ask: () => Promise<Value>,
  ready: (value: Value) => boolean,
  deadlineMs = 60_000,
): Promise<Value> {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const value = await ask();
    if (ready(value)) return value;
    if (Date.now() > end)
      throw new Error(`Not reached in ${deadlineMs} ms; last seen: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Waits until an import is finished, or waits for a person, bearing with a service that is being started again. */
export function finished(
  importId: string,
  client: ClientName = 'acme-hr',
  deadlineMs = 90_000,
): Promise<ImportView> {
  return eventually(
    async () => {
      const response = await call(client, `/api/imports/${importId}`).catch(() => undefined);
      return response?.ok ? ((await response.json()) as ImportView) : undefined;
    },
    (view) => view !== undefined && !movesByItself(view.status),
    deadlineMs,
  ).then((view) => view as ImportView);
}

/** Uploads a file that must be accepted and waits until its import is finished. */
export async function importFile(
  content: string | Uint8Array<ArrayBuffer>,
  options: UploadOptions = {},
): Promise<ImportView> {
  const { id } = await accept(content, options);
  return finished(id, options.client);
}

/** Runs one statement as the database's superuser. */
export async function sql<Row extends pg.QueryResultRow>(
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: endpoints().postgres.url });
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}

/** Runs one query in ClickHouse. */
export async function clickhouse<Row>(
  query: string,
  query_params: Record<string, unknown> = {},
): Promise<Row[]> {
  const { url, database, username, password } = endpoints().clickhouse;
  await using client = createClient({ url, database, username, password });
  const result = await client.query({ query, query_params, format: 'JSONEachRow' });
  return await result.json<Row>();
}
