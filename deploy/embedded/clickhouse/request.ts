import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import type { Scope } from './engine.ts';

export type ParsedRequest = {
  /** The statement; data that follows it in the body is apart. */
  statement: string;
  /** Undefined when the body was the statement. */
  data: Buffer | undefined;
  scope: Scope;
  queryId: string | undefined;
  compressAnswer: boolean;
};

/** URL parameters that mean something to the protocol; every other one is a setting. */
const NO_SETTINGS = new Set([
  'query',
  'database',
  'default_format',
  'query_id',
  'user',
  'password',
  'session_id',
  'session_timeout',
  'session_check',
  'role',
  'quota_key',
  'compress',
  'decompress',
  'stacktrace',
  'buffer_size',
  'wait_end_of_query',
  'enable_http_compression',
  'send_progress_in_http_headers',
  'http_headers_progress_interval_ms',
]);
const PARAMETER_PREFIX = 'param_';

/** Takes apart a request as ClickHouse's HTTP interface does, the parameters of a form included. */
export async function parseRequest(request: IncomingMessage, url: URL): Promise<ParsedRequest> {
  const fields = new Map(url.searchParams);
  const body = await readBody(request);
  const isForm = request.headers['content-type']?.startsWith('multipart/form-data') ?? false;
  if (isForm) await addFormFields(fields, body, request.headers['content-type'] ?? '');
  const inUrl = fields.get('query');
  const acceptsGzip = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  return {
    statement: inUrl ?? body.toString('utf8'),
    data: inUrl === undefined || isForm ? undefined : body,
    scope: {
      database: fields.get('database') ?? headerOf(request, 'x-clickhouse-database'),
      defaultFormat:
        fields.get('default_format') ?? headerOf(request, 'x-clickhouse-format') ?? 'TabSeparated',
      ...namedValues(fields),
    },
    queryId: fields.get('query_id'),
    compressAnswer: fields.get('enable_http_compression') === '1' && acceptsGzip,
  };
}

async function addFormFields(fields: Map<string, string>, body: Buffer, contentType: string): Promise<void> {
  const form = await new Response(new Uint8Array(body), {
    headers: { 'content-type': contentType },
  }).formData();
  for (const [name, value] of form) {
    if (typeof value === 'string') fields.set(name, value);
  }
}

function namedValues(fields: Map<string, string>): Pick<Scope, 'parameters' | 'settings'> {
  const parameters = new Map<string, string>();
  const settings = new Map<string, string>();
  for (const [name, value] of fields) {
    if (name.startsWith(PARAMETER_PREFIX)) parameters.set(name.slice(PARAMETER_PREFIX.length), value);
    else if (!NO_SETTINGS.has(name)) settings.set(name, value);
  }
  return { parameters, settings };
}

export function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const encoding = request.headers['content-encoding'];
  if (encoding === undefined || encoding === 'identity') return buffer(request);
  const decoder = decoderOf(encoding);
  // `pipe` tells the decoder nothing of a client that went away, and reading it would wait for ever.
  request.once('error', (error) => decoder.destroy(error));
  request.once('aborted', () => decoder.destroy(new Error('the client went away')));
  return buffer(request.pipe(decoder));
}

function decoderOf(encoding: string): ReturnType<typeof createGunzip> {
  if (encoding === 'gzip') return createGunzip();
  if (encoding === 'deflate') return createInflate();
  if (encoding === 'br') return createBrotliDecompress();
  if (encoding === 'zstd') return createZstdDecompress();
  throw new Error(`Code: 89. DB::Exception: Unknown compression method ${encoding}. (NOT_IMPLEMENTED)`);
}
