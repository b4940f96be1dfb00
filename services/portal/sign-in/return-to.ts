import { invalidParameter } from '#shared/http/parameters.ts';

/**
 * The page to come back to after signing in, as an absolute URL of this site: what was asked for, or the first page.
 *
 * @throws Refusal `invalid-parameter` for anything that could lead elsewhere
 */
export function returnUrl(returnTo: string | undefined, publicUrl: string): URL {
  const origin = new URL(publicUrl).origin;
  if (returnTo === undefined || returnTo === '') return new URL('/', origin);
  // A browser drops tabs and newlines from an address and takes \ for /, and the URL parser does the same, so that
  // what is checked here is what it will open.
  const url =
    returnTo.startsWith('/') && URL.canParse(returnTo, origin) ? new URL(returnTo, origin) : undefined;
  if (url?.origin !== origin) throw invalidParameter('returnTo', 'must be the path of a page of this site');
  return url;
}
