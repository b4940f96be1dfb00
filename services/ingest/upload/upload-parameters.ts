import type { Request } from 'express';
import { DATE_FORMATS, type DateFormat, isDateFormat } from '#shared/csv/date-formats.ts';
import { DELIMITERS, type Delimiter, isDelimiter } from '#shared/csv/dialect.ts';
import { isQuestionCode, QUESTION_CODES, type QuestionCode } from '#shared/csv/inspection/inspection.ts';
import { isRecordType, type RecordType } from '#shared/csv/record-types.ts';
import { ENCODINGS, type Encoding, isEncoding } from '#shared/csv/text-decoder.ts';
import { Refusal } from '#shared/http/refusal.ts';

/** What an upload says about its file, beside the file. */
export interface UploadParameters {
  readonly type: RecordType;
  /** Undefined when it is not given; then the file's dates may leave a question. */
  readonly dateFormat: DateFormat | undefined;
  readonly encoding: Encoding;
  /** Undefined when it is not given; then it is found by the header. */
  readonly delimiter: Delimiter | undefined;
  /** The questions that do not matter to the uploader. */
  readonly accepted: ReadonlySet<QuestionCode>;
  readonly idempotencyKey: string | undefined;
}

/** A key is an identifier; a longer one is a mistake of the client that it should hear of. */
const MAX_KEY_LENGTH = 255;

const KNOWN: ReadonlySet<string> = new Set(['type', 'dateFormat', 'encoding', 'delimiter', 'accept']);

/** A tab is hard to type. */
const TAB_NAME = 'tab';

/** @throws Refusal `unknown-type` or `invalid-parameter` */
export function readUploadParameters(request: Request): UploadParameters {
  const { type, dateFormat, encoding = 'utf-8', delimiter, accept } = request.query;
  if (typeof type !== 'string' || !isRecordType(type)) {
    throw new Refusal('unknown-type', 'Say what the file holds: type=courses or type=certifications.');
  }
  // One that is mistyped, or that another version knows, would otherwise import the file in another way than was meant.
  const unknown = Object.keys(request.query).find((name) => !KNOWN.has(name));
  if (unknown !== undefined) {
    throw new Refusal(
      'invalid-parameter',
      `There is no parameter ${unknown.slice(0, 50)}; there are ${[...KNOWN].join(', ')}.`,
    );
  }
  if (dateFormat !== undefined && (typeof dateFormat !== 'string' || !isDateFormat(dateFormat)))
    throw invalid('dateFormat', DATE_FORMATS);
  if (typeof encoding !== 'string' || !isEncoding(encoding)) throw invalid('encoding', ENCODINGS);
  const key = request.get('idempotency-key');
  if (key !== undefined && key.length > MAX_KEY_LENGTH) {
    throw new Refusal('invalid-parameter', `Idempotency-Key is longer than ${MAX_KEY_LENGTH} characters.`);
  }
  return {
    type,
    dateFormat,
    encoding,
    delimiter: readDelimiter(delimiter),
    accepted: readAccepted(accept),
    idempotencyKey: key === '' ? undefined : key,
  };
}

function readDelimiter(given: unknown): Delimiter | undefined {
  if (given === undefined) return undefined;
  const delimiter = given === TAB_NAME ? '\t' : given;
  if (typeof delimiter === 'string' && isDelimiter(delimiter)) return delimiter;
  throw invalid('delimiter', [...DELIMITERS.filter((one) => one !== '\t'), TAB_NAME]);
}

/** `accept=encoding&accept=date-format`, or both with a comma between them. */
function readAccepted(given: unknown): ReadonlySet<QuestionCode> {
  const texts = given === undefined ? [] : Array.isArray(given) ? given : [given];
  const codes = texts.flatMap((text) => (typeof text === 'string' ? text.split(',') : ['']));
  if (codes.every(isQuestionCode)) return new Set(codes);
  throw new Refusal('invalid-parameter', `accept must be one or more of ${QUESTION_CODES.join(', ')}.`);
}

function invalid(name: string, allowed: readonly string[]): Refusal {
  return new Refusal('invalid-parameter', `${name} must be one of ${allowed.join(', ')}, and given once.`);
}
