import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

/** A failed row of a file. */
export interface FileFailure {
  /** The row's number, counted without the header. */
  readonly number: number;
  /** Each reason's code and columns, as `reasonKey` writes them. */
  readonly codes: readonly string[];
  /** What the error file says of the row. */
  readonly errors: string;
}

/** What a page holds of one reason, so that whoever wants the most frequent ones need not unpack it. */
interface PageReason {
  readonly key: string;
  readonly count: number;
  /** What the first of its rows in alphabetical order says that has no other reason; null when all have others too. */
  readonly alone: string | null;
  /** The same of all of its rows. */
  readonly message: string;
}

/** A row of `import_failure_pages` but for its keys. */
export interface FailurePage {
  readonly rows: number;
  readonly reasons: readonly PageReason[];
  readonly failures: Buffer;
}

/** How many row numbers a page covers. Stored: pages written with another number would be misread. */
export const ROWS_PER_PAGE = 2_000;

/**
 * The most a page unpacks to; 2,000 rows of every reason there is, each with values of its own, take a tenth. Larger is
 * nothing of ours, and would only fill the memory.
 */
const MAX_UNPACKED_BYTES = 64 * 1024 * 1024;

/** Sentences repeat and differ by little: higher levels take longer and save little more. */
const COMPRESSION = { params: { [constants.ZSTD_c_compressionLevel]: 3 } };

/** What is packed: each outcome once, and for each row how far its number is from the one before, and its outcome. */
interface Packed {
  readonly outcomes: readonly (readonly [codes: readonly string[], errors: string])[];
  readonly steps: readonly number[];
  readonly of: readonly number[];
}

/** The page that a row belongs to. */
export function pageOf(number: number): number {
  return Math.floor((number - 1) / ROWS_PER_PAGE);
}

/** What rows of a page say, and how many say it. */
interface Outcome {
  readonly place: number;
  readonly codes: readonly string[];
  readonly errors: string;
  rows: number;
}

/** @param failures in the order of their numbers */
export function encodeFailurePage(failures: readonly FileFailure[]): FailurePage {
  const outcomes = new Outcomes();
  const steps: number[] = [];
  const of: number[] = [];
  let last = 0;
  for (const failure of failures) {
    steps.push(failure.number - last);
    of.push(outcomes.add(failure));
    last = failure.number;
  }
  const packed: Packed = { outcomes: outcomes.all.map(({ codes, errors }) => [codes, errors]), steps, of };
  return {
    rows: failures.length,
    reasons: reasonsOf(outcomes.all),
    failures: zstdCompressSync(JSON.stringify(packed), COMPRESSION),
  };
}

/** The outcomes of a page's rows, each once, in the order in which they are met. */
class Outcomes {
  readonly all: Outcome[] = [];
  /** By their words: what says the same has the same codes, but for coincidences. */
  readonly #byErrors = new Map<string, Outcome[]>();

  /** @returns the place of the row's outcome */
  add({ codes, errors }: FileFailure): number {
    const alike = this.#byErrors.get(errors) ?? [];
    const known = alike.find((outcome) => isSame(outcome.codes, codes));
    if (known !== undefined) {
      known.rows += 1;
      return known.place;
    }
    const outcome = { place: this.all.length, codes, errors, rows: 1 };
    this.all.push(outcome);
    this.#byErrors.set(errors, [...alike, outcome]);
    return outcome.place;
  }
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((code, index) => code === other[index]);
}

/** The failures of a page in the order of their numbers. */
export function decodeFailurePage(bytes: Buffer): FileFailure[] {
  const text = zstdDecompressSync(bytes, { maxOutputLength: MAX_UNPACKED_BYTES }).toString('utf8');
  const { outcomes, steps, of } = JSON.parse(text) as Packed;
  let number = 0;
  return steps.map((step, index) => {
    number += step;
    const [codes, errors] = outcomes[of[index] ?? 0] ?? [[], ''];
    return { number, codes, errors };
  });
}

function reasonsOf(outcomes: readonly Outcome[]): PageReason[] {
  const reasons = new Map<string, PageReason>();
  for (const { codes, errors, rows } of outcomes) {
    const alone = codes.length === 1 ? errors : null;
    for (const key of codes) {
      const known = reasons.get(key) ?? { key, count: 0, alone: null, message: errors };
      reasons.set(key, {
        key,
        count: known.count + rows,
        alone: known.alone === null || alone === null ? (known.alone ?? alone) : first(known.alone, alone),
        message: first(known.message, errors),
      });
    }
  }
  return [...reasons.values()];
}

/** Which of two texts comes first in PostgreSQL's order, which is that of their UTF-8. */
function first(one: string, other: string): string {
  if (one === other) return one;
  return Buffer.compare(Buffer.from(one), Buffer.from(other)) <= 0 ? one : other;
}
