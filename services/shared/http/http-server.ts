import { createServer, type Server } from 'node:http';
import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import type { Registry } from 'prom-client';
import { LmsError, toError } from '../errors.ts';
import { isRetryable } from '../retryable-errors.ts';
import type { Logger } from '../runtime/logging.ts';
import { message } from '../texts/texts-of.ts';
import { createBodyDeadline } from './body-deadline.ts';
import { createManagementServer, fromThisMachineOnly } from './management-server.ts';
import { createAddressLimit } from './rate-limit.ts';
import { Refusal, unavailableRefusal } from './refusal.ts';
import { RefusalLog } from './refusal-log.ts';
import { requirePathTarget } from './request-target.ts';
import { sendProblem } from './send-problem.ts';

export interface HttpServerOptions {
  readonly port: number;
  /** The address of this machine to listen on. */
  readonly host: string;
  /** Where `/metrics`, `/healthz` and `/readyz` are answered for operators; none, and only `port` is listened on. */
  readonly managementPort: number | undefined;
  readonly logger: Logger;
  readonly metrics: Registry;
  /** Throws while the service cannot do its work; turns /readyz into 503. */
  readonly checkReady: () => Promise<void>;
  /** Throws when the process should be started again; turns /healthz into 503. */
  readonly checkAlive?: () => void;
  /** Adds the service's own routes. */
  readonly routes?: (app: Express) => void;
  /** What a person is shown in place of a problem document; undefined where it is for a program. */
  readonly errorPage?: (request: Request, response: Response, refusal: Refusal) => string | undefined;
  readonly limits?: ConnectionLimits;
  /** How many proxies stand in front and name the client in X-Forwarded-For; 0 when left out. */
  readonly trustedProxies?: number;
}

/** What a client may take of the server before anything is known of it. */
export interface ConnectionLimits {
  /** How long the head of a request may take from its first moment, a connection's silence included. */
  readonly headMs: number;
  /** How long its body may take, where it is no upload. */
  readonly bodyMs: number;
  /** Connections at once; further ones are closed at once. */
  readonly connections: number;
}

/**
 * A browser sends head and body in one go. Shorter times would cut off clients on bad lines; with longer ones, or more
 * connections of some 20 kB each, a single client could take the memory that everyone needs.
 */
const CONNECTION_LIMITS: ConnectionLimits = { headMs: 15_000, bodyMs: 20_000, connections: 4_000 };

/** How often Node looks for heads that take too long; they may take this much longer. */
const HEAD_CHECK_MS = 2_000;

export interface HttpServer {
  readonly app: Express;
  /** Listens; resolves with the port. */
  start(): Promise<number>;
  /** Makes /readyz answer 503 from now on. */
  drain(): void;
  /** Stops accepting and ends once the requests in hand are answered, or after `deadlineMs`. */
  stop(deadlineMs: number): Promise<void>;
}

/**
/**
 * Calls from one address that cost something and need no sign-in. Prometheus asks a few times a minute; readiness is
 * asked for several times a second while something starts or stops.
 */
const METRICS_PER_SECOND = 10;
const READINESS_CHECKS_PER_SECOND = 50;

/**
 * The HTTP side of a service: its routes, plus `/healthz`, `/readyz` and, for programs of this machine, `/metrics`; and
 * errors as problem documents.
 */
export function createHttpServer(options: HttpServerOptions): HttpServer {
  const app = express();
  const limits = options.limits ?? CONNECTION_LIMITS;
  let draining = false;
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.set('trust proxy', options.trustedProxies ?? 0);
  app.use(createBodyDeadline(limits.bodyMs), requirePathTarget);
  app.get('/healthz', (_request, response) => {
    options.checkAlive?.();
    response.json({ status: 'ok' });
  });
  const checkReady = async (): Promise<void> => {
    if (draining) throw unavailableRefusal(undefined);
    await options.checkReady().catch((error: unknown) => {
      throw unavailableRefusal(error);
    });
  };
  app.get('/readyz', createAddressLimit(READINESS_CHECKS_PER_SECOND), async (_request, response) => {
    await checkReady();
    response.json({ status: 'ready' });
  });
  app.get(
    '/metrics',
    fromThisMachineOnly,
    createAddressLimit(METRICS_PER_SECOND),
    async (_request, response) => {
      response.type(options.metrics.contentType).send(await options.metrics.metrics());
    },
  );
  options.routes?.(app);
  app.use(() => {
    throw new Refusal('not-found', message('problems.nothing-here'));
  });
  app.use(problemHandler(options));
  const server = createServer(
    {
      headersTimeout: limits.headMs,
      connectionsCheckingInterval: Math.min(HEAD_CHECK_MS, limits.headMs),
      // Node's own deadline would end uploads too; the bodies of other requests have theirs above.
      requestTimeout: 0,
    },
    app,
  );
  server.maxConnections = limits.connections;
  const { host, managementPort, metrics } = options;
  const management = createManagementServer({ port: managementPort, host, metrics, checkReady });
  return {
    app,
    start: async () => {
      await management.start();
      return listen(server, options.port, host);
    },
    drain: () => {
      draining = true;
    },
    stop: async (deadlineMs) => {
      await close(server, deadlineMs);
      await management.stop();
    },
  };
}

/** For `router.route(path).get(…).all(methodNotAllowed('GET'))`. */
export function methodNotAllowed(...allowed: string[]): RequestHandler {
  return () => {
    throw new Refusal('method-not-allowed', `This address answers ${allowed.join(' and ')} only.`, {
      headers: { Allow: allowed.join(', ') },
    });
  };
}

function problemHandler({
  logger,
  errorPage,
}: Pick<HttpServerOptions, 'logger' | 'errorPage'>): ErrorRequestHandler {
  const refusals = new RefusalLog(logger);
  // Express recognises error handlers by their four parameters.
  return (error: unknown, request, response: Response, _next) => {
    const refusal = toRefusal(error);
    refusals.add(request, refusal);
    report(logger, error, refusal, request);
    // The client has part of an answer: only a broken connection says that it is not the whole. Express would do the
    // same, and print the error besides.
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const page = errorPage?.(request, response, refusal);
    if (page === undefined) sendProblem(response, refusal);
    else response.status(refusal.status).set(refusal.headers).type('html').send(page);
  };
}

/** An unavailable server is worth a line, an unforeseen error its whole stack; /readyz is polled at a start. */
function report(logger: Logger, error: unknown, refusal: Refusal, { method, path }: Request): void {
  if (refusal.status < 500) return;
  const cause = toError(refusal.cause ?? error);
  if (refusal.problemCode !== 'unavailable') logger.error({ err: cause, method, path }, 'request failed');
  else
    logger[path === '/readyz' ? 'debug' : 'warn'](
      { reason: cause.message, method, path },
      'a needed server is unavailable',
    );
}

/** A client's answer to an error; of the service's inside it says no more than that a server is unavailable. */
export function toRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof LmsError) {
    if (error.code === 'missing')
      return new Refusal('not-found', message('problems.file-gone'), { cause: error });
    return error.code === 'unavailable' ? unavailableRefusal(error) : internal(error);
  }
  if (isBadRequest(error))
    return new Refusal('invalid-parameter', 'The request cannot be read.', { cause: error });
  return isRetryable(error) ? unavailableRefusal(error) : internal(error);
}

function internal(cause: unknown): Refusal {
  return new Refusal('internal', message('problems.internal'), { cause });
}

/** Express and its body parsers mark what the client sent wrong with a 4xx `status`. */
function isBadRequest(error: unknown): boolean {
  return (
    error instanceof Error &&
    'status' in error &&
    typeof error.status === 'number' &&
    error.status >= 400 &&
    error.status < 500
  );
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/** How often connections are looked at that were answered meanwhile; it only delays a stop by as much. */
const IDLE_POLL_MS = 50;

async function close(server: Server, deadlineMs: number): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  // A connection whose request has been answered is kept for the client's next one, which must not come here any more.
  const idle = setInterval(() => server.closeIdleConnections(), IDLE_POLL_MS);
  const deadline = setTimeout(() => server.closeAllConnections(), deadlineMs);
  await closed;
  clearInterval(idle);
  clearTimeout(deadline);
}
