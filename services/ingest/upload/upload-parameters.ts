import type { Request } from 'express';
import {
  DATE_FORMATS,
  type DateFormat,
  isDateFormat,
  isRecordType,
  type RecordType,
} from '#shared/csv/record-types.ts';
import { ENCODINGS, type Encoding, isEncoding } from '#shared/csv/text-decoder.ts';
import { Refusal } from '#shared/http/refusal.ts';

/** What an upload says about its file, beside the file. */
export interface UploadParameters {
  readonly type: RecordType;
  readonly dateFormat: DateFormat;
  readonly encoding: Encoding;
  readonly idempotencyKey: string | undefined;
}

/** A key is an identifier; a longer one is a mistake of the client that it should hear of. */
const MAX_KEY_LENGTH = 255;

/** @throws Refusal `unknown-type` or `invalid-parameter` */
export function readUploadParameters(request: Request): UploadParameters {
  const { type, dateFormat = 'YYYY-MM-DD', encoding = 'utf-8' } = request.query;
  if (typeof type !== 'string' || !isRecordType(type)) {
    throw new Refusal('unknown-type', 'Say what the file holds: type=courses or type=certifications.');
  }
  if (typeof dateFormat !== 'string' || !isDateFormat(dateFormat)) throw invalid('dateFormat', DATE_FORMATS);
  if (typeof encoding !== 'string' || !isEncoding(encoding)) throw invalid('encoding', ENCODINGS);
  const key = request.get('idempotency-key');
  if (key !== undefined && key.length > MAX_KEY_LENGTH) {
    throw new Refusal('invalid-parameter', `Idempotency-Key is longer than ${MAX_KEY_LENGTH} characters.`);
  }
  return { type, dateFormat, encoding, idempotencyKey: key === '' ? undefined : key };
}

function invalid(name: string, allowed: readonly string[]): Refusal {
  return new Refusal('invalid-parameter', `${name} must be one of ${allowed.join(', ')}, and given once.`);
}
