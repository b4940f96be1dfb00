/**
 * What went wrong, as a closed list that programs decide by. Message texts are for people only.
 *
 * - `configuration`: a setting is missing, unreadable or dangerous in combination with another
 * - `fenced`: somebody else took over what this process was working on
 * - `log-mismatch`: a partition's log is not the one that was consumed: cut, deleted from, made again, or of another
 *   cluster
 * - `missing`: an object that a row of ours names is not in the store
 * - `registry-mismatch`: the schema registry does not have what messages on the log were written with
 * - `undecodable`: bytes that are not a message of ours
 * - `unavailable`: a server this service needs is unavailable
 * - `refused`: a request that may not be granted; carries the client's answer ({@link Refusal})
 * - `unexpected`: an unforeseen error
 */
export type ErrorCode =
  | 'configuration'
  | 'fenced'
  | 'log-mismatch'
  | 'missing'
  | 'registry-mismatch'
  | 'undecodable'
  | 'unavailable'
  | 'refused'
  | 'unexpected';

/** The base of every error this project throws. `retryable` says whether the same call may succeed later. */
export class LmsError extends Error {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  /** The server it is about, where the cause's class does not say so. */
  readonly server: 'object-store' | 'kafka' | 'registry' | 'identity' | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: { retryable?: boolean; cause?: unknown; server?: LmsError['server'] } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.server = options.server;
  }
}

/** `value` as an Error, for a `catch` that may have been thrown anything. */
export function toError(value: unknown): Error {
  return value instanceof Error ? value : new LmsError('unexpected', String(value));
}
