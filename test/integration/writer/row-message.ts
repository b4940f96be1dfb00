import { type RecordType, recordSchema } from '#shared/csv/record-types.ts';
import type { AvroCodec } from '#shared/kafka/avro/avro-codec.ts';
import { fencingTokenHeaders } from '#shared/kafka/avro/fencing-token-header.ts';
import type { ConsumedMessage } from '#shared/kafka/consumer/consumed-batch.ts';
import type { Row } from '../../support/oracle.ts';
import type { FileImport, Produced, SentRow } from './history.ts';

const RECORD_OF = { courses: 'CourseRecord', certifications: 'CertificationRecord' } as const;

/** A row of a file as it lies on training-records. */
export function rowMessage(
  codec: AvroCodec,
  { file, rowNumber, fencingToken }: SentRow<FileImport>,
  offset: number,
): ConsumedMessage {
  const row = file.rows[rowNumber - 1] ?? {};
  const value = encodeRecord(codec, file.type, row, { importId: file.importId, rowNumber });
  return message(value, fencingToken, offset);
}

/** A row of an undo. */
export function undoneMessage(
  codec: AvroCodec,
  { file: { importId }, rowNumber, fencingToken }: SentRow<Produced>,
  offset: number,
): ConsumedMessage {
  return message(codec.encode('UndoneRecord', { importId, rowNumber }), fencingToken, offset);
}

export function encodeRecord(
  codec: AvroCodec,
  type: RecordType,
  row: Row,
  of: { readonly importId: string | null; readonly rowNumber: number | null },
): Buffer {
  const fields = recordSchema(type).columns.map(({ field, title }) => [field, row[title] || null]);
  return codec.encode(RECORD_OF[type], { ...of, ...Object.fromEntries(fields) });
}

function message(value: Buffer, fencingToken: number, offset: number): ConsumedMessage {
  const headers = fencingTokenHeaders(fencingToken);
  return { value, offset, timestampMs: 0, ...(headers === undefined ? {} : { headers }) };
}
