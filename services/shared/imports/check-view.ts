import type { OpenQuestion } from '../csv/inspection/inspection.ts';
import type { CheckResult, CheckSample } from './check-result.ts';
import type { ImportStatusText } from './import-view.ts';

/**
 * Counts of valid rows by what becomes of each, and of what they touch; null until the check has ended, and
 * `changedSince` also when it takes too long to say.
 */
export type CheckCounts = Required<Record<Exclude<keyof CheckResult, 'samples'>, number | null>>;

export interface CheckReason {
  readonly code: string;
  /** Titles of the columns concerned; empty when it is about the row as a whole. */
  readonly title: string;
  readonly message: string;
  readonly rows: number;
  readonly firstRows: readonly number[];
  /** Those rows as a spreadsheet numbers them; empty once the file was removed. */
  readonly firstLines: readonly number[];
}

/** A record that would be overwritten. */
export interface CheckSampleView extends Pick<CheckSample, 'row' | 'record' | 'changes'> {
  readonly person: string;
  /** The row that a spreadsheet shows; null once the file was removed. */
  readonly line: number | null;
}

/** What an import would do, as the HTTP interface shows it (../../../schemas/http, Check). */
export interface CheckView extends CheckCounts {
  readonly status: ImportStatusText;
  readonly rows: number;
  readonly failed: number;
  readonly waiting: number;
  readonly reasons: readonly CheckReason[];
  readonly samples: readonly CheckSampleView[];
  readonly questions: readonly OpenQuestion[];
}
