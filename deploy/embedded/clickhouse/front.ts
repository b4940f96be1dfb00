import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Account, Accounts, Credentials } from './accounts.ts';
import type { Engine } from './engine.ts';
import { type Exception, exceptionOf } from './exceptions.ts';
import type { Guard } from './guard.ts';
import type { UsageLimits } from './limits.ts';
import { headerOf, type ParsedRequest, parseRequest } from './request.ts';
import { restricted } from './restriction.ts';
import { execute } from './wire/send-answer.ts';

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
