import type { Request } from 'express';
import { principalIfKnown } from '../auth/authenticate.ts';
import type { Logger } from '../runtime/logging.ts';
import type { Refusal } from './refusal.ts';

/** Who is let in and who is not; a refusal for another reason is a matter between the client and its request. */
const LOGGED_STATUSES = [401, 403, 429];

/** Lines of a window; a client that is refused a thousand times a second must not fill the disk with logs. */
const LINES_PER_WINDOW = 50;
const WINDOW_MS = 10_000;

/**
 * Logs refused requests, without personal data: the tenant, the route and not its address, the reason. Beyond some
 * lines in ten seconds refusals are only counted, and the next window says how many there were.
 */
export class RefusalLog {
  readonly #logger: Logger;
  #windowEnd = 0;
  #inWindow = 0;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  add(request: Request, refusal: Refusal): void {
    if (!LOGGED_STATUSES.includes(refusal.status)) return;
    this.#beginWindow();
    this.#inWindow += 1;
    if (this.#inWindow > LINES_PER_WINDOW) return;
    this.#logger.info(
      {
        status: refusal.status,
        code: refusal.problemCode,
        method: request.method,
        route: routeOf(request),
        tenant: principalIfKnown(request)?.tenant,
      },
      'request refused',
    );
  }

  #beginWindow(): void {
    const now = Date.now();
    if (now < this.#windowEnd) return;
    const unlogged = this.#inWindow - LINES_PER_WINDOW;
    if (unlogged > 0) this.#logger.warn({ refusals: unlogged }, 'more requests were refused than are logged');
    this.#windowEnd = now + WINDOW_MS;
    this.#inWindow = 0;
  }
}

/** The route's pattern: addresses hold ids, and whatever a client puts into them. */
function routeOf(request: Request): string | undefined {
  const route: unknown = request.route;
  return typeof route === 'object' && route !== null && 'path' in route && typeof route.path === 'string'
    ? route.path
    : undefined;
}
