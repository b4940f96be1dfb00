import type { CsvRecord } from '#shared/csv/csv-record.ts';
import type { HeaderMapping } from '#shared/csv/header.ts';
import type { Reason } from '#shared/csv/reason.ts';
import { createRowReader } from '#shared/csv/row.ts';
import type { RowChoices } from '#shared/csv/row-choices.ts';
import { partitionOfRow, type Spread } from '#shared/imports/parse-settings.ts';
import type { AvroCodec } from '#shared/kafka/avro/avro-codec.ts';
import { RECORD_OF_TYPE, type RecordName } from '#shared/kafka/avro/avro-schemas.ts';
import { fencingTokenHeaders } from '#shared/kafka/avro/fencing-token-header.ts';
import { rowValuesOf } from '#shared/kafka/avro/row-records.ts';
import type { Message } from '#shared/kafka/producer/producer.ts';
import type { Language } from '#shared/texts/languages.ts';

/** What ingest writes to training-records; to be registered before rows are encoded. */
export const PRODUCED_RECORDS: readonly RecordName[] = [
  ...Object.values(RECORD_OF_TYPE),
  'UnreadableRow',
  'UndoneRecord',
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
  /** What the uploader has chosen about their values. */
  readonly choices?: RowChoices;
  readonly importId: string;
  /** Of the reasons why rows cannot be read. */
  readonly language: Language;
  readonly fencingToken: number;
  /** How the rows are spread over partitions. */
  readonly spread: Spread;
}

/** Makes the messages of an import's rows. */
export interface RowEncoder {
  /** A row that cannot be read becomes a message too: it fails on the same path as any other. */
  encode(rowNumber: number, record: CsvRecord): Message;
  /** How many of the rows so far could not be read. */
  readonly unreadable: number;
}

export function createRowEncoder(options: RowMessages): RowEncoder {
  const { codec, mapping, importId, spread } = options;
  const readRow = createRowReader(mapping, options.choices, options.language);
  const name = RECORD_OF_TYPE[mapping.type];
  const rowValues = rowValuesOf(mapping.type);
  const headers = fencingTokenHeaders(options.fencingToken);
  let unreadable = 0;

  const encodeRecord = (rowNumber: number, record: CsvRecord): Buffer => {
    const { fields, reasons } = readRow(record);
    if (fields !== undefined) return codec.encodeFlat(name, rowValues(importId, rowNumber, fields));
    unreadable += 1;
    return codec.encode('UnreadableRow', { importId, rowNumber, reasons: copy(reasons) });
  };
  return {
    encode(rowNumber, record) {
      let value = encodeRecord(rowNumber, record);
      if (value.length > MAX_RECORD_BYTES) value = encodeRecord(rowNumber, TOO_LONG);
      const partition = partitionOfRow(rowNumber, spread);
      return headers === undefined ? { value, partition } : { value, partition, headers };
    },
    get unreadable() {
      return unreadable;
    },
  };
}

/** Avro's arrays are mutable to the compiler. */
function copy(reasons: readonly Reason[]): object[] {
  return reasons.map(({ code, columns, message }) => ({ code, columns: [...columns], message }));
}
