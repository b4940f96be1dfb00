import type { RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import { principalFor } from '../auth/authenticate.ts';
import { Refusal } from './refusal.ts';

/** A script's burst passes as long as it is quiet then; a shorter window would refuse what pages ask for at once. */
const WINDOW_MS = 10_000;

/**
 * Lets each tenant make so many calls of this process, on average of ten seconds; what is more is refused with
 * `too-many-requests` and when to come back, so that one tenant's runaway program leaves the others their share. To be
 * used behind the handler of `createAuthenticator`.
 */
export function createRateLimit(callsPerSecond: number): RequestHandler {
  return rateLimit({
    windowMs: WINDOW_MS,
    limit: (callsPerSecond * WINDOW_MS) / 1_000,
    keyGenerator: (request) => principalFor(request).tenant,
    // With the RateLimit headers comes Retry-After.
    standardHeaders: 'draft-7',
    legacyHeaders: false,
    handler: () => {
      throw new Refusal(
        'too-many-requests',
        'Your organization makes too many calls at once. Try again after the seconds in Retry-After.',
      );
    },
  });
}
