import type { Reason } from '#shared/csv/reason.ts';
import type { DateFormat } from '#shared/csv/record-types.ts';
import type { Language } from '../texts/languages.ts';
import type { UserValues } from './record-values.ts';
import type { RawField } from './text-rules.ts';

/**
 * A record is either valid, and these are its values, or it fails for these reasons (at least one). A failed
 * record still names its user as far as that can be read, so that a user who is not found is reported as well;
 * `user` is undefined when the record could not be read at all.
 */
export type Validation<V> =
  | { readonly value: V; readonly reasons: undefined }
  | {
      readonly value: undefined;
      readonly user: UserValues | undefined;
      readonly reasons: readonly Reason[];
    };

/** Takes a record's fields in the template's order (`recordSchema(type).columns`), as written. */
export type Validator<V> = (fields: readonly RawField[]) => Validation<V>;

export interface ValidatorOptions {
  readonly dateFormat: DateFormat;
  /**
   * The last day that is not in the future anywhere on Earth, as YYYY-MM-DD: the date in UTC+14 when the
   * import was accepted, or when the feed record arrived.
   */
  readonly today: string;
  /** What reasons are written in; English without one. */
  readonly language?: Language;
}
