import type { Reason } from '#shared/csv/reason.ts';
import { LmsError } from '#shared/errors.ts';
import type { AvroCodec, Decoded } from '#shared/kafka/avro-codec.ts';
import { claimOf } from '#shared/kafka/claim-header.ts';
import type { ConsumedMessage } from '#shared/kafka/consumed-batch.ts';
import type { NumberedRecord } from '#shared/kafka/row-records.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import type { Batch } from './cut-batches.ts';
import { decodeMessages } from './decode-messages.ts';
import { type FileImport, ImportDirectory } from './import-directory.ts';
import type { Intake, ReadBatch, Row, StrayMessage } from './row.ts';
import { Validators } from './validators.ts';

type UnreadableRow = { importId: string; rowNumber: number; reasons: readonly Reason[] };

/** Reads training-records: rows of files, which only ingest writes. */
export class RowIntake implements Intake {
  readonly #codec: AvroCodec;
  readonly #imports = new ImportDirectory();
  readonly #validators = new Validators();
  /** The last record and row, kept for their shapes (see PackedMessages.SAMPLE). */
  readonly sample: { record: Decoded | LmsError | undefined; row: Row | undefined } = {
    record: undefined,
    row: undefined,
  };

  constructor(codec: AvroCodec) {
    this.#codec = codec;
  }

  async read(batch: Batch, client: Queryable, lastTimeUs: number): Promise<ReadBatch> {
    const { messages } = batch;
    const records = await decodeMessages(this.#codec, messages);
    const imports = await this.#imports.find(client, importIdsOf(records));
    const rows: Row[] = [];
    const strays: StrayMessage[] = [];
    let index = 0;
    for (const message of messages) {
      const record = records[index++];
      const row =
        record === undefined || record instanceof LmsError ? record : this.#judge(message, record, imports);
      if (row instanceof LmsError) {
        strays.push(stray(message, 'undecodable', `The message cannot be read: ${row.message}`));
      } else if (row === undefined) {
        strays.push(stray(message, 'unknown-import', 'The message names no import that takes this record'));
      } else {
        rows.push(row);
      }
    }
    this.sample.record = records.at(-1);
    this.sample.row = rows.at(-1);
    return { rows, strays, lastTimeUs };
  }

  #judge(
    message: ConsumedMessage,
    record: Decoded,
    imports: ReadonlyMap<string, FileImport>,
  ): Row | undefined {
    const { importId, rowNumber } = record.value as NumberedRecord;
    const found = importId === null ? undefined : imports.get(importId);
    if (found === undefined || rowNumber === null) return undefined;
    const validation = this.#validate(found, record);
    if (validation === undefined) return undefined;
    return {
      importInfo: found,
      identity: { kind: 'row', rowNumber, claim: claimOf(message.headers) },
      position: { timeUs: found.acceptedUs, source: 0, number: rowNumber },
      offset: message.offset,
      validation,
      bytes: null,
    };
  }

  #validate(found: FileImport, record: Decoded): Row['validation'] | undefined {
    if (record.name !== 'UnreadableRow') return this.#validators.validate(record, found);
    return { value: undefined, user: undefined, reasons: (record.value as UnreadableRow).reasons };
  }
}

function importIdsOf(records: readonly (Decoded | LmsError)[]): Set<string> {
  const ids = new Set<string>();
  for (const record of records) {
    if (record instanceof LmsError) continue;
    const { importId } = record.value as NumberedRecord;
    if (importId !== null) ids.add(importId);
  }
  return ids;
}

function stray(message: ConsumedMessage, code: 'undecodable' | 'unknown-import', text: string): StrayMessage {
  return {
    offset: message.offset,
    bytes: message.value,
    reasons: [{ code, columns: [], message: text }],
  };
}
