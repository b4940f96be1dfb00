import { LmsError } from '../errors.ts';
import { DEFAULT_LANGUAGE, type Language } from '../texts/languages.ts';
import { message, type Said, textsOf } from '../texts/texts-of.ts';

/** The `code` of a problem document: what programs decide by (../../../schemas/http). */
export type ProblemCode =
  | 'already-applied'
  | 'already-finished'
  | 'already-undone'
  | 'daily-limit'
  | 'duplicate-column'
  | 'file-too-large'
  | 'forbidden'
  | 'header-too-large'
  | 'internal'
  | 'invalid-parameter'
  | 'key-reused'
  | 'malformed-upload'
  | 'method-not-allowed'
  | 'missing-column'
  | 'missing-file'
  | 'needs-other-person'
  | 'name-taken'
  | 'no-records'
  | 'not-cancellable'
  | 'not-csv'
  | 'not-discardable'
  | 'not-finished'
  | 'not-found'
  | 'not-ready'
  | 'not-undoable'
  | 'not-utf-8'
  | 'question'
  | 'too-many-files'
  | 'too-many-mappings'
  | 'too-many-requests'
  | 'too-many-rows'
  | 'too-many-webhooks'
  | 'unauthenticated'
  | 'unavailable'
  | 'undo-period-over'
  | 'unknown-type'
  | 'upload-stalled'
  | 'version-conflict'
  | 'webhook-paused';

const STATUS: Readonly<Record<ProblemCode, number>> = {
  'already-applied': 409,
  'already-finished': 409,
  'already-undone': 409,
  'daily-limit': 429,
  'duplicate-column': 422,
  'file-too-large': 413,
  forbidden: 403,
  'header-too-large': 422,
  internal: 500,
  'invalid-parameter': 400,
  'key-reused': 409,
  'malformed-upload': 400,
  'method-not-allowed': 405,
  'missing-column': 422,
  'missing-file': 400,
  'needs-other-person': 403,
  'name-taken': 409,
  'no-records': 422,
  'not-cancellable': 409,
  'not-csv': 415,
  'not-discardable': 409,
  'not-finished': 409,
  'not-found': 404,
  'not-ready': 409,
  'not-undoable': 409,
  'not-utf-8': 422,
  question: 422,
  'too-many-files': 400,
  'too-many-mappings': 409,
  'too-many-requests': 429,
  'too-many-rows': 413,
  'too-many-webhooks': 409,
  unauthenticated: 401,
  unavailable: 503,
  'undo-period-over': 409,
  'unknown-type': 400,
  'upload-stalled': 408,
  'version-conflict': 409,
  'webhook-paused': 409,
};

/**
 * The answer to a request that is not granted: RFC 9457 problem details with a stable `code`. Its `message`, which is for
 * logs, is English.
 */
export class Refusal extends LmsError {
  readonly problemCode: ProblemCode;
  readonly status: number;
  readonly extensions: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether it is said in English alone. */
  readonly isPlain: boolean;
  readonly #said: Said;

  /**
   * @param detail what is wrong, where, and what to do about it: a message, said in the language of whoever reads the answer,
   *   wherever somebody who does nothing but use the pages can be refused so. What only a program gets that does not
   *   keep to the interface's description is plain text, in the description's English
   * @param options.extensions further members of the problem document
   */
  constructor(
    problemCode: ProblemCode,
    detail: string | Said,
    options: {
      extensions?: Readonly<Record<string, unknown>>;
      headers?: Readonly<Record<string, string>>;
      cause?: unknown;
    } = {},
  ) {
    const said: Said = typeof detail === 'string' ? () => detail : detail;
    super('refused', said(textsOf(DEFAULT_LANGUAGE)), { cause: options.cause });
    this.isPlain = typeof detail === 'string';
    this.#said = said;
    this.problemCode = problemCode;
    this.status = STATUS[problemCode];
    this.extensions = options.extensions ?? {};
    this.headers = options.headers ?? {};
  }

  /** What is wrong, in a language. */
  detailIn(language: Language): string {
    return this.#said(textsOf(language));
  }

  /** The body of the answer. @param language of its `detail` */
  toProblem(language: Language): Record<string, unknown> {
    return {
      type: 'about:blank',
      title: this.problemCode.replaceAll('-', ' '),
      status: this.status,
      detail: this.detailIn(language),
      code: this.problemCode,
      ...this.extensions,
    };
  }
}

/** How long a client should wait before it asks again while a server is unavailable: about what a restart takes. */
const RETRY_AFTER_SECONDS = '2';

/** The answer while a server we need is unavailable. */
export function unavailableRefusal(cause: unknown): Refusal {
  return new Refusal('unavailable', message('problems.unavailable'), {
    headers: { 'Retry-After': RETRY_AFTER_SECONDS },
    cause,
  });
}
