import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { createGzip, gzipSync } from 'node:zlib';
import type { Account, Accounts, Credentials } from './accounts.ts';
import type { Engine, Summary } from './engine.ts';
import { type Exception, exceptionOf } from './exceptions.ts';
import type { Guard } from './guard.ts';
import type { UsageLimits } from './limits.ts';
import { headerOf, type ParsedRequest, parseRequest } from './request.ts';
import { restricted } from './restriction.ts';
import { isStreamable } from './statement.ts';

/** What requests are answered with. */
export type Backend = { engine: Engine; accounts: Accounts; guard: Guard; limits: UsageLimits };

/** Answers one request of ClickHouse's HTTP protocol. Never throws: the client gets every error. */
export async function answer(
  backend: Backend,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname === '/ping' || url.pathname === '/replicas_status') {
      response.end('Ok.\n');
      return;
    }
    const credentials = credentialsOf(request, url);
    const account = backend.accounts.signIn(credentials);
    if (account === undefined) {
      const name = credentials.user;
      throw new Error(
        `Code: 516. DB::Exception: ${name}: Authentication failed: password is incorrect, or there is no user with such name. (AUTHENTICATION_FAILED)`,
      );
    }
    const parsed = await parseRequest(request, url);
    if (parsed.queryId !== undefined) response.setHeader('X-ClickHouse-Query-Id', parsed.queryId);
    await executeAs(account, backend, parsed, response);
  } catch (error) {
    refuse(response, exceptionOf(error));
  }
}

async function executeAs(
  account: Account,
  { engine, accounts, guard, limits }: Backend,
  parsed: ParsedRequest,
  response: ServerResponse,
): Promise<void> {
  if (account.kind === 'administrator') {
    if (await accounts.apply(parsed.statement)) {
      response.end();
      return;
    }
    if (/\bDATABASE\b/i.test(parsed.statement)) guard.forget();
  }
  const end = account.kind === 'dashboards' ? limits.begin(account.user) : () => {};
  try {
    await execute(engine, restricted(account, parsed, guard), response);
  } finally {
    end();
  }
}

async function execute(engine: Engine, parsed: ParsedRequest, response: ServerResponse): Promise<void> {
  const started = process.hrtime.bigint();
  const { insert, statement, scope } = parsed;
  if (insert !== undefined) {
    const summary = await engine.insert(insert, insert.content, scope);
    finish(response, parsed, { summary, started });
  } else if (isStreamable(statement, scope)) {
    await sendStream(engine, parsed, response);
  } else {
    const { bytes, summary } = await engine.run(statement, scope);
    finish(response, parsed, { bytes, summary, started });
  }
}

type Outcome = { bytes?: Uint8Array; summary: Summary; started: bigint };

function finish(response: ServerResponse, parsed: ParsedRequest, outcome: Outcome): void {
  const { summary } = outcome;
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
      elapsed_ns: String(process.hrtime.bigint() - outcome.started),
    }),
  );
  response.setHeader('Content-Type', 'text/plain; charset=UTF-8');
  const bytes = outcome.bytes ?? new Uint8Array();
  if (parsed.compressAnswer && bytes.length > 0) {
    response.setHeader('Content-Encoding', 'gzip');
    response.end(gzipSync(bytes));
  } else {
    response.end(bytes);
  }
}

/** The status goes out with the first rows: an error before them still gets its own. */
async function sendStream(engine: Engine, parsed: ParsedRequest, response: ServerResponse): Promise<void> {
  const chunks = engine.stream(parsed.statement, parsed.scope);
  try {
    const first = await chunks.next();
    response.setHeader('Content-Type', 'text/plain; charset=UTF-8');
    async function* all(): AsyncGenerator<Uint8Array> {
      if (first.done !== true) yield first.value;
      yield* chunks;
    }
    if (parsed.compressAnswer) {
      response.setHeader('Content-Encoding', 'gzip');
      await pipeline(all, createGzip(), response);
    } else {
      await pipeline(all, response);
    }
  } finally {
    // A client that went away before its first rows leaves `all` unstarted, and with it the query would never end: it
    // holds its tables, and who drops one waits for it.
    await chunks.return(undefined);
  }
}

function refuse(response: ServerResponse, exception: Exception): void {
  if (response.headersSent) {
    // Rows are already out. Breaking the connection is the one thing that no client takes for a full answer.
    response.destroy();
    return;
  }
  response.removeHeader('Content-Encoding');
  response.statusCode = exception.status;
  response.setHeader('X-ClickHouse-Exception-Code', String(exception.code));
  response.setHeader('Content-Type', 'text/plain; charset=UTF-8');
  response.end(exception.text);
}

function credentialsOf(request: IncomingMessage, url: URL): Credentials {
  const basic = basicCredentials(request);
  return {
    user: basic?.user ?? headerOf(request, 'x-clickhouse-user') ?? url.searchParams.get('user') ?? 'default',
    password:
      basic?.password ?? headerOf(request, 'x-clickhouse-key') ?? url.searchParams.get('password') ?? '',
  };
}

function basicCredentials(request: IncomingMessage): Credentials | undefined {
  const encoded = /^Basic (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const decoded = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  if (colon < 0) return undefined;
  return { user: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
}
