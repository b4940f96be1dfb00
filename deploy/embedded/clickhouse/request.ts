import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import { type Content, ENCODINGS, type Encoding, type Insert, type Scope } from './engine.ts';
import { insertOf } from './statement.ts';
import { decompressBlocks } from './wire/compressed-blocks.ts';

export type ParsedRequest = {
  /** The statement, with data that follows it unless it is an {@link insert}'s. */
  statement: string;
  /** What is inserted and the body that brings it, not yet read. */
  insert: (Insert & { content: Content }) | undefined;
  scope: Scope;
  queryId: string;
  answer: AnswerForm;
};

/** How the client wants its answer, beside the format. */
export type AnswerForm = {
  /** Of the format Native. */
  nativeRevision: number;
  /** ClickHouse's own compression. */
  inBlocks: boolean;
  /** HTTP's. */
  gzip: boolean;
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
  'client_protocol_version',
]);
const PARAMETER_PREFIX = 'param_';

const DECODERS = {
  gzip: createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
} satisfies Record<Encoding, unknown>;

/** Takes apart a request as ClickHouse's HTTP interface does, the parameters of a form included. */
export async function parseRequest(request: IncomingMessage, url: URL): Promise<ParsedRequest> {
  const fields = new Map(url.searchParams);
  const contentType = request.headers['content-type'] ?? '';
  const isForm = contentType.startsWith('multipart/form-data');
  const encoding = encodingOf(request);
  const inserted = isForm ? undefined : insertOf(fields.get('query') ?? '');
  const inBlocks = fields.get('decompress') === '1';
  const body = inserted === undefined ? await readBody(request, encoding, inBlocks) : Buffer.alloc(0);
  if (isForm) await addFormFields(fields, body, contentType);
  const inUrl = fields.get('query');
  const data = isForm || body.length === 0 ? '' : body.toString('utf8');
  const acceptsGzip = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  return {
    statement: [inUrl ?? '', data].filter((part) => part !== '').join('\n'),
    insert:
      inserted === undefined
        ? undefined
        : { ...inserted, content: await contentOf(request, encoding, inBlocks) },
    scope: {
      database: fields.get('database') ?? headerOf(request, 'x-clickhouse-database'),
      defaultFormat:
        fields.get('default_format') ?? headerOf(request, 'x-clickhouse-format') ?? 'TabSeparated',
      ...namedValues(fields),
    },
    queryId: fields.get('query_id') ?? randomUUID(),
    answer: {
      nativeRevision: Number(fields.get('client_protocol_version') ?? 0),
      inBlocks: fields.get('compress') === '1',
      gzip: fields.get('enable_http_compression') === '1' && acceptsGzip,
    },
  };
}

/** What is in ClickHouse's blocks is unpacked as a whole: no client of ours inserts that way. */
async function contentOf(
  request: IncomingMessage,
  encoding: Encoding | undefined,
  inBlocks: boolean,
): Promise<Content> {
  if (!inBlocks) return { stream: request, encoding };
  return { stream: Readable.from([await readBody(request, encoding, true)]), encoding: undefined };
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

function encodingOf(request: IncomingMessage): Encoding | undefined {
  const named = request.headers['content-encoding'];
  if (named === undefined || named === 'identity') return undefined;
  const encoding = ENCODINGS.find((one) => one === named);
  if (encoding !== undefined) return encoding;
  throw new Error(`Code: 89. DB::Exception: Unknown compression method ${named}. (NOT_IMPLEMENTED)`);
}

async function readBody(
  request: IncomingMessage,
  encoding: Encoding | undefined,
  inBlocks: boolean,
): Promise<Buffer> {
  const body = await readDecoded(request, encoding);
  return inBlocks ? decompressBlocks(body) : body;
}

async function readDecoded(request: IncomingMessage, encoding: Encoding | undefined): Promise<Buffer> {
  if (encoding === undefined) return buffer(request);
  const decoder = DECODERS[encoding]();
  // `pipe` does not end the decoder when a client disconnects, and reading it would wait for ever.
  request.once('error', (error) => decoder.destroy(error));
  request.once('aborted', () => decoder.destroy(new Error('the client went away')));
  return buffer(request.pipe(decoder));
}
