/** The header of a row's message that holds, as text, the number of the claim under which ingest produced it. */
const CLAIM = 'claim';

/**
 * An import is seldom claimed twice, and a header is several objects for each row on both sides: the first claim's rows
 * go without.
 */
const FIRST_CLAIM = 1;

/** What tells the claim in a row's message; undefined when nothing need be told. */
export function claimHeaders(claim: number): Readonly<Record<string, string>> | undefined {
  return claim === FIRST_CLAIM ? undefined : { [CLAIM]: String(claim) };
}

/** The claim that a row's message was produced under. */
export function claimOf(headers: Readonly<Record<string, string>> | undefined): number {
  const told = headers?.[CLAIM];
  return told === undefined ? FIRST_CLAIM : Number(told);
}
