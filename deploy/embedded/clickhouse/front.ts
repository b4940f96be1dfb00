import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Engine } from './engine.ts';
import { type Exception, exceptionOf } from './exceptions.ts';
import { headerOf, parseRequest } from './request.ts';
import { execute } from './wire/send-answer.ts';

export type Account = { user: string; password: string };

/** Answers one request of ClickHouse's HTTP protocol. Never throws: the client gets every error. */
export async function answer(
  engine: Engine,
  account: Account,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname === '/ping' || url.pathname === '/replicas_status') {
      response.end('Ok.\n');
      return;
    }
    if (!mayEnter(account, request, url)) {
      const name = namedUser(request, url);
      throw new Error(
        `Code: 516. DB::Exception: ${name}: Authentication failed: password is incorrect, or there is no user with such name. (AUTHENTICATION_FAILED)`,
      );
    }
    const parsed = await parseRequest(request, url);
    await execute(engine, parsed, response);
  } catch (error) {
    refuse(response, exceptionOf(error));
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

function mayEnter(account: Account, request: IncomingMessage, url: URL): boolean {
  const basic = basicCredentials(request);
  const user = basic?.user ?? namedUser(request, url);
  const password =
    basic?.password ?? headerOf(request, 'x-clickhouse-key') ?? url.searchParams.get('password') ?? '';
  return same(user, account.user) && same(password, account.password);
}

function namedUser(request: IncomingMessage, url: URL): string {
  const basic = basicCredentials(request)?.user;
  return basic ?? headerOf(request, 'x-clickhouse-user') ?? url.searchParams.get('user') ?? 'default';
}

function basicCredentials(request: IncomingMessage): Account | undefined {
  const encoded = /^Basic (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const decoded = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  if (colon < 0) return undefined;
  return { user: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
}

function same(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}
