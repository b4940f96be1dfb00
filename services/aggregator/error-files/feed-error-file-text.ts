import { setImmediate } from 'node:timers/promises';
import { TEMPLATE_DIALECT } from '#shared/csv/dialect.ts';
import { createErrorFile } from '#shared/csv/error-file.ts';
import type { RecordType } from '#shared/csv/record-types.ts';
import { LmsError } from '#shared/errors.ts';
import type { AvroCodec, Decoded } from '#shared/kafka/avro/avro-codec.ts';
import { RECORD_OF_TYPE } from '#shared/kafka/avro/avro-schemas.ts';
import { rowLayout } from '#shared/kafka/avro/row-records.ts';
import { PIECE_LENGTH } from './error-file-text.ts';
import type { FeedFailure } from './feed-failures.ts';

/**
 * The text of a feed's error file, in pieces of bounded length between which the event loop runs: a column for each
 * field of the record, then `Errors`. A record that cannot be decoded, or is another one, stands as text in the first
 * cell. Since titles match without regard to case and spaces, a corrected file can be uploaded as it is.
 *
 * @param pages failures in the order of the file
 * @throws LmsError `unavailable` while the registry is unavailable
 */
export async function* feedErrorFileText(
  codec: Pick<AvroCodec, 'prepare' | 'decode'>,
  type: RecordType,
  pages: AsyncIterable<readonly Pick<FeedFailure, 'errors' | 'record'>[]>,
): AsyncGenerator<string> {
  const name = RECORD_OF_TYPE[type];
  const fields = rowLayout(type).map((field) => field.name);
  const file = createErrorFile(TEMPLATE_DIALECT, fields);
  let text = file.header;
  for await (const page of pages) {
    await codec.prepare(page.map(({ record }) => record));
    for (const { record, errors } of page) {
      const decoded = tryDecode(codec, record);
      text +=
        decoded?.name === name
          ? file.line({ cells: cellsOf(decoded, fields), raw: undefined }, errors)
          : file.line({ cells: [], raw: record?.toString('utf8') ?? '' }, errors);
      if (text.length < PIECE_LENGTH) continue;
      yield text;
      text = '';
      await setImmediate();
    }
  }
  if (text !== '') yield text;
}

function cellsOf({ value }: Decoded, fields: readonly string[]): string[] {
  const record = value as Readonly<Record<string, string | number | null>>;
  return fields.map((field) => String(record[field] ?? ''));
}

function tryDecode(codec: Pick<AvroCodec, 'decode'>, record: Buffer | null): Decoded | undefined {
  try {
    return codec.decode(record);
  } catch (error) {
    if (error instanceof LmsError && error.code === 'undecodable') return undefined;
    throw error;
  }
}
