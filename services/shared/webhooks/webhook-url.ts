import { isIP } from 'node:net';
import { isPublicAddress } from './public-address.ts';

export const MAX_WEBHOOK_URL = 2_048;

/** Names that never lead to the public internet (RFC 6761, RFC 6762, RFC 8375, ICANN's `internal`). */
const PRIVATE_NAME = /(^|\.)(localhost|local|internal|home\.arpa)\.?$/i;

/** The host of a URL as an address or name: IPv6 without its brackets. */
function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

/**
 * What is wrong with the address of a webhook, as the end of a sentence; undefined when nothing is. What its name leads to
 * is looked at whenever something is sent there.
 *
 * @param allowPrivate the installation's own network may be told, also without TLS
 */
export function webhookUrlProblem(text: string, allowPrivate: boolean): string | undefined {
  if (text.length > MAX_WEBHOOK_URL) return 'must have 2,048 characters at most';
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.hostname === '')
    return 'must be a URL that begins with https://';
  if (url.username !== '' || url.password !== '') return 'must not have a user name or password';
  if (url.hash !== '') return 'must not have a part behind #';
  if (allowPrivate) return undefined;
  if (url.protocol !== 'https:') return 'must be a URL that begins with https://';
  const host = hostOf(url);
  const isPrivate =
    isIP(host) !== 0 ? !isPublicAddress(host) : PRIVATE_NAME.test(host) || !host.includes('.');
  return isPrivate ? 'must be an address of the public internet' : undefined;
}
