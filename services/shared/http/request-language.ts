import { parseCookie } from 'cookie';
import type { Request, Response } from 'express';
import {
  DEFAULT_LANGUAGE,
  isLanguage,
  LANGUAGE_COOKIE,
  LANGUAGES,
  type Language,
} from '../texts/languages.ts';

/**
 * The language that an answer is written in: the one that the reader has chosen on the pages, or else the first of
 * `Accept-Language` that texts are written in. English for a program that asks for none.
 */
export function requestLanguage(request: Request): Language {
  return askedLanguage(request) ?? DEFAULT_LANGUAGE;
}

/** As {@link requestLanguage}; undefined where the reader wants none that texts are written in. */
export function askedLanguage(request: Request): Language | undefined {
  const chosen = parseCookie(request.headers.cookie ?? '')[LANGUAGE_COOKIE];
  if (isLanguage(chosen)) return chosen;
  const accepted = request.acceptsLanguages([...LANGUAGES]);
  return isLanguage(accepted) ? accepted : undefined;
}

/** As {@link requestLanguage}, which the answer tells clients and caches from now on. */
export function answerLanguage(response: Response): Language {
  const language = requestLanguage(response.req);
  response.set('Content-Language', language).vary('Accept-Language, Cookie');
  return language;
}
