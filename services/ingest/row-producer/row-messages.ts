import type { CsvRecord } from '#shared/csv/csv-record.ts';
import type { HeaderMapping } from '#shared/csv/header.ts';
import type { Reason } from '#shared/csv/reason.ts';
import type { RecordType } from '#shared/csv/record-types.ts';
import { createRowReader } from '#shared/csv/row.ts';
import { partitionOfRow, type Spread } from '#shared/imports/parse-settings.ts';
import type { AvroCodec } from '#shared/kafka/avro/avro-codec.ts';
import type { RecordName } from '#shared/kafka/avro/avro-schemas.ts';
import { fencingTokenHeaders } from '#shared/kafka/avro/fencing-token-header.ts';
import { rowValues } from '#shared/kafka/avro/row-records.ts';
import type { Message } from '#shared/kafka/producer/producer.ts';

/** The record that a row of each type becomes. */
const RECORD_OF: Readonly<Record<RecordType, RecordName>> = {
  courses: 'CourseRecord',
  certifications: 'CertificationRecord',
};

/** What ingest writes to training-records; to be registered before rows are encoded. */
export const PRODUCED_RECORDS: readonly RecordName[] = [
  'CourseRecord',
  'CertificationRecord',
  'UnreadableRow',
];

/**
 * The largest record that fits, with its header, into a message of training-records (1 MiB, schemas/kafka/topics.json).
 * A valid record has a tenth of that; a larger one would be refused by the broker for ever.
 */
const MAX_RECORD_BYTES = 1_000_000;

const TOO_LONG: CsvRecord = { cells: [], problem: 'record-too-long', raw: '', carriageReturns: undefined };

export interface RowMessages {
  readonly codec: AvroCodec;
  readonly mapping: HeaderMapping;
  readonly importId: string;
  readonly fencingToken: number;
  /** How the rows are spread over partitions. */
  readonly spread: Spread;
}

/**
 * Prepares the making of an import's messages. A row that cannot be read becomes a message too: it fails on the same
 * path as any other.
 */
export function createRowEncoder(options: RowMessages): (rowNumber: number, record: CsvRecord) => Message {
  const { codec, mapping, importId, spread } = options;
  const readRow = createRowReader(mapping);
  const name = RECORD_OF[mapping.type];
  const headers = fencingTokenHeaders(options.fencingToken);

  const encode = (rowNumber: number, record: CsvRecord): Buffer => {
    const { fields, reasons } = readRow(record);
    if (fields === undefined)
      return codec.encode('UnreadableRow', { importId, rowNumber, reasons: copy(reasons) });
    return codec.encodeFlat(name, rowValues(importId, rowNumber, fields));
  };
  return (rowNumber, record) => {
    let value = encode(rowNumber, record);
    if (value.length > MAX_RECORD_BYTES) value = encode(rowNumber, TOO_LONG);
    const partition = partitionOfRow(rowNumber, spread);
    return headers === undefined ? { value, partition } : { value, partition, headers };
  };
}

/** Avro's arrays are mutable to the compiler. */
function copy(reasons: readonly Reason[]): object[] {
  return reasons.map(({ code, columns, message }) => ({ code, columns: [...columns], message }));
}
