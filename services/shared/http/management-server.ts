import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import type { Registry } from 'prom-client';
import { message } from '../texts/texts-of.ts';
import { Refusal } from './refusal.ts';

export interface ManagementServerOptions {
  /** None: there is no port of its own, and `start` does nothing. */
  readonly port: number | undefined;
  readonly host: string;
  readonly metrics: Registry;
  /** Throws while the service cannot do its work. */
  readonly checkReady: () => Promise<void>;
}

/** A port for operators only: `/healthz`, `/readyz` and `/metrics`. */
export interface ManagementServer {
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** A probe or a scrape is a few hundred bytes; a client that needs longer only holds a connection. */
const REQUEST_WITHIN_MS = 5_000;
/** Prometheus and a kubelet need one connection each; more come from someone else. */
const MAX_CONNECTIONS = 64;

export function createManagementServer(options: ManagementServerOptions): ManagementServer {
  const server = createServer((request, response) => {
    answer(options, request).then(
      ({ status, type, body }) => response.writeHead(status, { 'Content-Type': type }).end(body),
      () => unavailable(response),
    );
  });
  server.requestTimeout = REQUEST_WITHIN_MS;
  server.headersTimeout = REQUEST_WITHIN_MS;
  server.maxConnections = MAX_CONNECTIONS;
  return {
    start: () => listen(server, options),
    stop: async () => {
      if (!server.listening) return;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

async function answer(
  { metrics, checkReady }: ManagementServerOptions,
  { method, url }: IncomingMessage,
): Promise<Answer> {
  const isRead = method === 'GET' || method === 'HEAD';
  if (isRead && url === '/metrics')
    return { status: 200, type: metrics.contentType, body: await metrics.metrics() };
  if (isRead && url === '/healthz') return { status: 200, type: 'application/json', body: '{"status":"ok"}' };
  if (isRead && url === '/readyz') {
    await checkReady();
    return { status: 200, type: 'application/json', body: '{"status":"ready"}' };
  }
  return { status: 404, type: 'text/plain', body: 'There is nothing at this address.\n' };
}

function unavailable(response: ServerResponse): void {
  response.writeHead(503, { 'Content-Type': 'text/plain', 'Retry-After': '2' }).end('Not ready.\n');
}

function listen(server: Server, { port, host }: ManagementServerOptions): Promise<void> {
  if (port === undefined) return Promise.resolve();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/**
 * Lets only programs of this machine pass; for all others the address does not exist. A proxy on this machine names
 * the client it speaks for, and that client is not of this machine.
 */
export const fromThisMachineOnly: RequestHandler = (request, _response, next) => {
  const address = request.socket.remoteAddress ?? '';
  const isProxied = ['x-forwarded-for', 'forwarded', 'via'].some((name) => name in request.headers);
  if (!isLoopback(address) || isProxied) throw new Refusal('not-found', message('problems.nothing-here'));
  next();
};

function isLoopback(address: string): boolean {
  return address === '::1' || address.replace(/^::ffff:/, '').startsWith('127.');
}
