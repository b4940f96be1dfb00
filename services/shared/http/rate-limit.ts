import type { Request, RequestHandler } from 'express';
import { ipKeyGenerator, type Options, rateLimit } from 'express-rate-limit';
import { principalFor } from '../auth/authenticate.ts';
import { isAdmin } from '../auth/principal.ts';
import { message, type Said } from '../texts/texts-of.ts';
import { Refusal } from './refusal.ts';

/** A script's burst passes as long as it is quiet then; a shorter window would refuse what pages ask for at once. */
const WINDOW_MS = 10_000;

/**
 * How much of its tenant's calls one caller may make. An admin may be the program of a whole company, and two of them
 * still leave each other half; a learner's pages ask for a few things a minute, and there are many learners.
 */
const ADMIN_SHARE = 0.5;
const LEARNER_SHARE = 0.1;

/**
 * Lets each tenant make so many calls of this process, on average of ten seconds, and each of its callers a share of
 * them; what is more is refused with `too-many-requests` and when to come back. So one tenant's runaway program leaves
 * other tenants, and a single caller its colleagues, what is theirs. To be used behind the handler of
 * `createAuthenticator`.
 */
export function createRateLimits(callsPerSecond: number): RequestHandler[] {
  const share = (request: Request): number =>
    Math.ceil(callsPerSecond * (isAdmin(principalFor(request)) ? ADMIN_SHARE : LEARNER_SHARE));
  return [
    // First: what a caller is refused must not count as its tenant's.
    limit(
      message('problems.too-many-calls-of-caller'),
      (request) => inWindow(share(request)),
      (request) => {
        const { tenant, subject } = principalFor(request);
        // A space is in no tenant's name, so no two pairs have the same key.
        return `${tenant} ${subject}`;
      },
    ),
    limit(
      message('problems.too-many-calls-of-organization'),
      inWindow(callsPerSecond),
      (request) => principalFor(request).tenant,
    ),
  ];
}

/**
 * Limits each address's calls that need no sign-in. Where proxies stand in front, the
 * address is the client's only if Express knows how many there are.
 */
export function createAddressLimit(callsPerSecond: number): RequestHandler {
  return limit(message('problems.too-many-calls-of-address'), inWindow(callsPerSecond), addressOf);
}

function limit(
  refusal: Said,
  most: Options['limit'],
  keyGenerator: (request: Request) => string,
): RequestHandler {
  return rateLimit({
    windowMs: WINDOW_MS,
    limit: most,
    keyGenerator,
    // With the RateLimit headers comes Retry-After.
    standardHeaders: 'draft-7',
    legacyHeaders: false,
    // Of the addresses of proxies the portal's settings say enough.
    validate: { xForwardedForHeader: false, trustProxy: false },
    handler: () => {
      throw new Refusal('too-many-requests', refusal);
    },
  });
}

function inWindow(callsPerSecond: number): number {
  return (callsPerSecond * WINDOW_MS) / 1_000;
}

/** Of an IPv6 address its network: a client has a whole one of them. */
function addressOf({ ip }: Request): string {
  return ip === undefined ? '' : ipKeyGenerator(ip);
}
