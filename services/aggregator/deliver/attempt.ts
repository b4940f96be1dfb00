/** Why an attempt failed, as a closed list that the page has words for. */
export type AttemptError =
  | 'address-not-allowed'
  | 'name-not-found'
  | 'not-connected'
  | 'certificate'
  | 'timeout'
  | 'redirect'
  | 'status'
  | 'gone'
  | 'refused-mail';

/** How an attempt ended. `status` is the HTTP or SMTP code of whoever answered. */
export interface Attempt {
  readonly error?: AttemptError;
  readonly status?: number;
  /** Nothing would be different the next time. */
  readonly isFinal?: boolean;
}
