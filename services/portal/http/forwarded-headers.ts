import type { IncomingHttpHeaders } from 'node:http';

/** What ingest needs of an upload's request: who sends it, from where, what they read, and how to read its body. */
const REQUEST_HEADERS = [
  'accept',
  'accept-language',
  'authorization',
  'content-length',
  'content-type',
  'cookie',
  'idempotency-key',
  'origin',
  'sec-fetch-site',
] as const;

/** What a client needs of ingest's answer. Security headers and cookies are the portal's own to set. */
const ANSWER_HEADERS = [
  'allow',
  'content-language',
  'content-type',
  'location',
  'ratelimit',
  'ratelimit-policy',
  'retry-after',
  'vary',
  'www-authenticate',
] as const;

type Headers = Record<string, string | string[]>;

/** The headers of a request that are passed on to ingest. */
export function headersForIngest(headers: IncomingHttpHeaders): Headers {
  return pick(headers, REQUEST_HEADERS);
}

/** The headers of ingest's answer that are passed on to the client. */
export function headersForClient(headers: IncomingHttpHeaders): Headers {
  return pick(headers, ANSWER_HEADERS);
}

function pick(headers: IncomingHttpHeaders, names: readonly string[]): Headers {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = headers[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
