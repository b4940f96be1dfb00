import { isIP } from 'node:net';
import { message, type Said } from '../texts/texts-of.ts';
import { isPublicAddress } from './public-address.ts';

export const MAX_WEBHOOK_URL = 2_048;

/** Names that never lead to the public internet (RFC 6761, RFC 6762, RFC 8375, ICANN's `internal`). */
const PRIVATE_NAME = /(^|\.)(localhost|local|internal|home\.arpa)\.?$/i;

/** The host of a URL as an address or name: IPv6 without its brackets. */
function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

/**
 * What is wrong with the address of a webhook; undefined when nothing is. What its name leads to
 * is looked at whenever something is sent there.
 *
 * @param allowPrivate the installation's own network may be told, also without TLS
 */
export function webhookUrlProblem(text: string, allowPrivate: boolean): Said | undefined {
  if (text.length > MAX_WEBHOOK_URL) return message('problems.url-too-long', { most: MAX_WEBHOOK_URL });
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.hostname === '')
    return message('problems.url-without-https');
  if (url.username !== '' || url.password !== '') return message('problems.url-with-credentials');
  if (url.hash !== '') return message('problems.url-with-fragment');
  if (allowPrivate) return undefined;
  if (url.protocol !== 'https:') return message('problems.url-without-https');
  const host = hostOf(url);
  const isPrivate =
    isIP(host) !== 0 ? !isPublicAddress(host) : PRIVATE_NAME.test(host) || !host.includes('.');
  return isPrivate ? message('problems.url-not-public') : undefined;
}
