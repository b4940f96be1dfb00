import { TEMPLATE_DIALECT } from '#shared/csv/dialect.ts';
import { createErrorFile } from '#shared/csv/error-file.ts';
import type { RecordType } from '#shared/csv/record-types.ts';
import { LmsError } from '#shared/errors.ts';
import type { AvroCodec, Decoded } from '#shared/kafka/avro/avro-codec.ts';
import { loadAvroDefinition } from '#shared/kafka/avro/avro-schemas.ts';
import type { FeedFailure } from './feed-failures.ts';

const RECORD_NAME = { courses: 'CourseRecord', certifications: 'CertificationRecord' } as const;

/**
 * The text of a feed's error file, piece by piece: a column for each field of the record, then `Errors`. A record that
 * cannot be decoded, or is another one, stands as text in the first cell. Since titles match without regard to case
 * and spaces, a corrected file can be uploaded as it is.
 *
 * @param pages failures in the order of the file
 * @throws LmsError `unavailable` while the registry is unavailable
 */
export async function* feedErrorFileText(
  codec: Pick<AvroCodec, 'prepare' | 'decode'>,
  type: RecordType,
  pages: AsyncIterable<readonly Pick<FeedFailure, 'errors' | 'record'>[]>,
): AsyncGenerator<string> {
  const name = RECORD_NAME[type];
  const fields = fieldNames(name);
  const file = createErrorFile(TEMPLATE_DIALECT, fields);
  yield file.header;
  for await (const page of pages) {
    await codec.prepare(page.map(({ record }) => record));
    yield page
      .map(({ record, errors }) => {
        const decoded = tryDecode(codec, record);
        return decoded?.name === name
          ? file.line({ cells: cellsOf(decoded, fields), raw: undefined }, errors)
          : file.line({ cells: [], raw: record?.toString('utf8') ?? '' }, errors);
      })
      .join('');
  }
}

function fieldNames(name: 'CourseRecord' | 'CertificationRecord'): string[] {
  return (loadAvroDefinition(name).fields as readonly { readonly name: string }[]).map((field) => field.name);
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
