import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Engine, Summary } from '../engine.ts';
import type { AnswerForm, ParsedRequest } from '../request.ts';
import { formatOf, isStreamable } from '../statement.ts';
import { compressBlocks } from './compressed-blocks.ts';
import { withRevision } from './native-revision.ts';

type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** The first name that a format's begins with; every other one is sent as bytes. */
const CONTENT_TYPES: readonly [string, string][] = [
  ['JSONEachRow', 'application/x-ndjson; charset=UTF-8'],
  ['JSONCompactEachRow', 'application/x-ndjson; charset=UTF-8'],
  ['JSON', 'application/json; charset=UTF-8'],
  ['CSV', 'text/csv; charset=UTF-8'],
  ['TabSeparated', 'text/tab-separated-values; charset=UTF-8'],
  ['TSV', 'text/tab-separated-values; charset=UTF-8'],
  ['Pretty', 'text/plain; charset=UTF-8'],
  ['Vertical', 'text/plain; charset=UTF-8'],
  ['Null', 'text/plain; charset=UTF-8'],
];

/** Runs what a request asks for and answers it. What throws before the first row has not been answered yet. */
export async function execute(
  engine: Engine,
  parsed: ParsedRequest,
  response: ServerResponse,
): Promise<void> {
  const started = process.hrtime.bigint();
  const { insert, statement, scope } = parsed;
  setHeaders(engine, parsed, response);
  if (insert !== undefined) {
    setSummary(response, await engine.insert(insert, insert.content, scope), started);
    response.end();
  } else if (isStreamable(statement, scope)) {
    await sendStream(engine.stream(statement, scope), parsed, response);
  } else {
    const { bytes, summary } = await engine.run(statement, scope);
    setSummary(response, summary, started);
    await sendWhole(bytes, parsed, response);
  }
}

function setHeaders(engine: Engine, parsed: ParsedRequest, response: ServerResponse): void {
  const format = formatOf(parsed.statement, parsed.scope);
  const [, type] = CONTENT_TYPES.find(([start]) => format.startsWith(start)) ?? [];
  response.setHeader('X-ClickHouse-Query-Id', parsed.queryId);
  response.setHeader('X-ClickHouse-Format', format);
  response.setHeader('X-ClickHouse-Timezone', engine.timezone);
  response.setHeader('X-ClickHouse-Server-Display-Name', 'embedded');
  response.setHeader('Content-Type', type ?? 'application/octet-stream');
}

function setSummary(response: ServerResponse, summary: Summary, started: bigint): void {
  response.setHeader(
    'X-ClickHouse-Summary',
    JSON.stringify({
      read_rows: String(summary.readRows),
      read_bytes: String(summary.readBytes),
      written_rows: String(summary.writtenRows),
      written_bytes: String(summary.writtenBytes),
      total_rows_to_read: '0',
      result_rows: String(summary.writtenRows),
      result_bytes: String(summary.writtenBytes),
      elapsed_ns: String(process.hrtime.bigint() - started),
    }),
  );
}

async function sendWhole(bytes: Uint8Array, parsed: ParsedRequest, response: ServerResponse): Promise<void> {
  const { answer, statement, scope } = parsed;
  const needsRevision = answer.nativeRevision > 0 && formatOf(statement, scope) === 'Native';
  const isPlain = !needsRevision && !answer.inBlocks && !answer.gzip;
  // With the length known, and without a body a client need not know how to read.
  if (isPlain || bytes.length === 0) response.end(bytes);
  else await send(needsRevision ? withRevision(bytes, answer.nativeRevision) : [bytes], answer, response);
}

/** The status goes out with the first rows: an error before them still gets its own. */
async function sendStream(
  chunks: AsyncGenerator<Uint8Array>,
  { answer }: ParsedRequest,
  response: ServerResponse,
): Promise<void> {
  try {
    const first = await chunks.next();
    async function* all(): AsyncGenerator<Uint8Array> {
      if (first.done !== true) yield first.value;
      yield* chunks;
    }
    await send(all(), answer, response);
  } finally {
    // A client that went away before its first rows leaves `all` unstarted, and with it the query would never end: it
    // holds its tables, and who drops one waits for it.
    await chunks.return(undefined);
  }
}

async function send(chunks: Chunks, { inBlocks, gzip }: AnswerForm, response: ServerResponse): Promise<void> {
  const body = inBlocks ? compressBlocks(chunks) : chunks;
  if (gzip) {
    response.setHeader('Content-Encoding', 'gzip');
    await pipeline(body, createGzip(), response);
  } else {
    await pipeline(body, response);
  }
}
