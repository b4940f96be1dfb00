import type { Request, Response } from 'express';
import type { Refusal } from '#shared/http/refusal.ts';
import { answerLanguage } from '#shared/http/request-language.ts';
import { textsOf } from '#shared/texts/texts-of.ts';
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
  response: Response,
  { status }: Pick<Refusal, 'status'>,
): string | undefined {
  if (!wantsPage(request)) return undefined;
  if (status !== 429 && status < 500) return undefined;
  const language = answerLanguage(response);
  const { text } = textsOf(language);
  const link = { address: retryAddress(request), name: text('problems.try-again') };
  if (status === 429) {
    const seconds = Number(response.get('Retry-After')) || RETRY_SECONDS;
    return plainPage({
      language,
      title: text('problems.limit-title'),
      text: text('problems.limit-text', { seconds }),
      link,
      retrySeconds: seconds,
    });
  }
  if (status === 500) {
    return plainPage({
      language,
      title: text('problems.broken-title'),
      text: text('problems.broken-text'),
      link,
    });
  }
  return plainPage({
    language,
    title: text('problems.away-title'),
    text: text('problems.away-text'),
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
