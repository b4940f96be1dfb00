import type { Request, Response } from 'express';
import type { Refusal } from '#shared/http/refusal.ts';
import { plainPage } from './plain-page.ts';

/** Whether an answer is for a person who followed a link, and not for a program. */
export function wantsPage(request: Request): boolean {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false;
  return request.accepts(['application/problem+json', 'application/json', 'text/html']) === 'text/html';
}

/** So long a part that is being restarted is away at the most. */
const RETRY_SECONDS = 10;

/**
 * What a person sees who followed a link and met a limit or an outage; undefined for any other refusal, and for
 * programs.
 *
 * @param response its `Retry-After` says when the limit ends
 */
export function errorPage(
  request: Request,
  response: Pick<Response, 'get'>,
  { status }: Pick<Refusal, 'status'>,
): string | undefined {
  if (!wantsPage(request)) return undefined;
  const link = { address: retryAddress(request), name: 'Try again' };
  if (status === 429) {
    const seconds = Number(response.get('Retry-After')) || RETRY_SECONDS;
    return plainPage({
      title: 'One moment, please',
      text: `More is asked of the LMS from your place than it answers at once. Try again in ${seconds === 1 ? 'a second' : `${seconds} seconds`}; this page does so by itself.`,
      link,
      retrySeconds: seconds,
    });
  }
  if (status < 500) return undefined;
  if (status === 500) {
    return plainPage({
      title: 'Something went wrong',
      text: 'The fault is on our side, and it has been noted. Nothing that was imported has been lost.',
      link,
    });
  }
  return plainPage({
    title: 'The LMS is not available at the moment',
    text: 'A part of it is being restarted, which usually takes seconds. Nothing that was imported has been lost. This page tries again by itself.',
    link,
    retrySeconds: RETRY_SECONDS,
  });
}

/**
 * Where to try again. What the provider sent the browser back with is good for once: the sign-in is begun again. An
 * address that a browser would take for another site's leads to the first page.
 */
function retryAddress({ path, originalUrl }: Request): string {
  if (path === '/callback') return '/login';
  return /^\/(?![/\\])/.test(originalUrl) ? originalUrl : '/';
}
