import type { Request } from 'express';
import { z } from 'zod';
import { DATE_FORMATS, type DateFormat, isRecordType, type RecordType } from '#shared/csv/record-types.ts';
import { ENCODINGS, type Encoding } from '#shared/csv/text-decoder.ts';
import { readQuery } from '#shared/http/parameters.ts';
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

function oneOf<const Value extends string>(values: readonly Value[]) {
  return z.enum(values, `must be one of ${values.join(', ')}, and given once`);
}

const settings = z.object({
  dateFormat: oneOf(DATE_FORMATS).default('YYYY-MM-DD'),
  encoding: oneOf(ENCODINGS).default('utf-8'),
});

/** @throws Refusal `unknown-type` or `invalid-parameter` */
export function readUploadParameters(request: Request): UploadParameters {
  const { type } = request.query;
  if (typeof type !== 'string' || !isRecordType(type)) {
    throw new Refusal('unknown-type', 'Say what the file holds: type=courses or type=certifications.');
  }
  const { dateFormat, encoding } = readQuery(request, settings);
  const key = request.get('idempotency-key');
  if (key !== undefined && key.length > MAX_KEY_LENGTH) {
    throw new Refusal('invalid-parameter', `Idempotency-Key is longer than ${MAX_KEY_LENGTH} characters.`);
  }
  return { type, dateFormat, encoding, idempotencyKey: key === '' ? undefined : key };
}
