import type { Express, Request, RequestHandler, Response } from 'express';
import { principalFor, requireAdmin } from '#shared/auth/authenticate.ts';
import type { Principal } from '#shared/auth/principal.ts';
import { methodNotAllowed } from '#shared/http/http-server.ts';
import type { HttpMetrics } from '../metrics.ts';
import type { Caller } from './caller.ts';

/**
 * One operation of the interface. `operationId`, `path` and `access` are as in schemas/http, and a test compares
 * them.
 *
 * - `anyone`: needs no sign-in
 * - `signed-in`: everyone of a tenant
 * - `admin`: LMS admins
 * - `ingest`: passed on to ingest, which decides
 */
export type Route = {
  readonly operationId: string;
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  readonly path: string;
} & (
  | {
      readonly access: 'anyone' | 'ingest';
      readonly handle: (request: Request, response: Response) => void | Promise<void>;
    }
  | {
      readonly access: 'signed-in' | 'admin';
      readonly handle: (request: Request, response: Response, caller: Caller) => void | Promise<void>;
    }
);

export interface RouteTools {
  readonly authenticate: RequestHandler;
  readonly limitRate: RequestHandler[];
  readonly limitAnonymous: RequestHandler;
  readonly callerOf: (principal: Principal) => Promise<Caller>;
  readonly metrics: HttpMetrics;
}

/** Adds the routes; at each of their paths another method answers 405. */
export function mountRoutes(app: Express, routes: readonly Route[], tools: RouteTools): void {
  for (const [path, ofPath] of Map.groupBy(routes, (route) => route.path)) {
    const mounted = app.route(path.replaceAll(/\{(\w+)\}/g, ':$1'));
    for (const route of ofPath) mounted[route.method](...handlersOf(route, tools));
    mounted.all(
      methodNotAllowed(
        ...ofPath.flatMap(({ method }) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()])),
      ),
    );
  }
}

function handlersOf(route: Route, tools: RouteTools): RequestHandler[] {
  const observe: RequestHandler = (request, response, next) => {
    tools.metrics.observe(request, response, route.path);
    next();
  };
  const { limitAnonymous, authenticate, limitRate } = tools;
  if (route.access === 'anyone') {
    return [observe, limitAnonymous, (request, response) => route.handle(request, response)];
  }
  if (route.access === 'ingest') {
    // Ingest authenticates as well; here, calls without a sign-in end before they take a connection to it.
    return [observe, authenticate, (request, response) => route.handle(request, response)];
  }
  const { handle } = route;
  const answer: RequestHandler = async (request, response) => {
    // What a tenant sees must not stay in a cache, the browser's own included: the next person may share the machine.
    response.set('Cache-Control', 'no-store');
    await handle(request, response, await tools.callerOf(principalFor(request)));
  };
  return [observe, authenticate, ...limitRate, ...(route.access === 'admin' ? [requireAdmin] : []), answer];
}
