/** The header of a row's message that holds, as text, the fencing token of the lease under which ingest produced it. */
const HEADER = 'fencing-token';

/** The header's name in messages of the version before; CHANGELOG.md says until when they are read. */
const OLD_HEADER = 'claim';

/**
 * Few imports are ever leased twice, and a header costs several objects a row on both sides: rows produced under the
 * first lease go without.
 */
const FIRST_FENCING_TOKEN = 1;

/** The headers that carry a fencing token; undefined for the first one, which needs none. */
export function fencingTokenHeaders(fencingToken: number): Readonly<Record<string, string>> | undefined {
  return fencingToken === FIRST_FENCING_TOKEN ? undefined : { [HEADER]: String(fencingToken) };
}

/** The fencing token of the lease under which a row's message was produced. */
export function fencingTokenOf(headers: Readonly<Record<string, string>> | undefined): number {
  const token = headers?.[HEADER] ?? headers?.[OLD_HEADER];
  return token === undefined ? FIRST_FENCING_TOKEN : Number(token);
}
