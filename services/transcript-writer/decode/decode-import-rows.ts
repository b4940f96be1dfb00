import type { Reason } from '#shared/csv/reason.ts';
import { LmsError } from '#shared/errors.ts';
import { AvroCodec } from '#shared/kafka/avro/avro-codec.ts';
import { fencingTokenOf } from '#shared/kafka/avro/fencing-token-header.ts';
import type { ConsumedMessage } from '#shared/kafka/consumer/consumed-batch.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import type { Batch } from '../write/batch.ts';
import type { OrphanMessage, Row } from '../write/row.ts';
import { type FileImport, ImportDirectory } from './import-directory.ts';
import { MessageReader, type ReadRecord } from './message-reader.ts';
import { PreparedRules } from './prepared-rules.ts';
import type { DecodedBatch, RowDecoder } from './row-decoder.ts';

type UnreadableRow = { importId: string; rowNumber: number; reasons: readonly Reason[] };

/** What a batch's messages come to by the imports that were known. */
interface ReadRows {
  readonly rows: Row[];
  readonly orphans: OrphanMessage[];
  /** The imports that its records name. */
  readonly importIds: Set<string>;
}

/**
 * Reads training-records: rows of files and of undos, which only ingest writes. A message that cannot be decoded is therefore a row
 * of some import that would be lost without a sign, or somebody's who has ingest's password: it stops its partition.
 */
export class ImportRowDecoder implements RowDecoder {
  readonly #codec: AvroCodec;
  readonly #imports = new ImportDirectory();
  readonly #rules = new PreparedRules();
  /**
   * The last batch's reader and row. With the last object of a shape, a full collection throws away the code that V8
   * compiled for it, and while batches wait for PostgreSQL there may be none.
   */
  readonly sample: { reader: MessageReader | undefined; row: Row | undefined } = {
    reader: undefined,
    row: undefined,
  };

  constructor(codec: AvroCodec) {
    this.#codec = codec;
  }

  async decode(batch: Batch, client: Queryable, lastTimeUs: number): Promise<DecodedBatch> {
    await this.#codec.prepare(batch.messages.map(({ value }) => value));
    // Nearly always they are known; otherwise the batch is read once more, when they are.
    const known = this.#imports.known;
    let read = this.#readRows(batch, known);
    if (![...read.importIds].every((id) => known.has(id))) {
      read = this.#readRows(batch, await this.#imports.find(client, read.importIds));
    }
    this.sample.row = read.rows.at(-1);
    return { rows: read.rows, orphans: read.orphans, lastTimeUs };
  }

  #readRows(batch: Batch, imports: ReadonlyMap<string, FileImport>): ReadRows {
    const read: ReadRows = { rows: [], orphans: [], importIds: new Set() };
    const reader = new MessageReader(this.#codec, this.#rules, batch.messages.length);
    this.sample.reader = reader;
    for (const message of batch.messages) {
      const { offset, value } = message;
      const record = reader.read(value);
      if (record instanceof LmsError) throw undecodable(batch, offset, value, record);
      if (record.importId !== null) read.importIds.add(record.importId);
      const row = toRow(reader, record, message, imports);
      if (row !== undefined) read.rows.push(row);
      else read.orphans.push(orphan(offset, value, UNKNOWN_IMPORT));
    }
    return read;
  }
}

/** Undefined when the message names no import that takes it. */
function toRow(
  reader: MessageReader,
  { name, importId, rowNumber }: ReadRecord,
  { offset, headers }: ConsumedMessage,
  imports: ReadonlyMap<string, FileImport>,
): Row | undefined {
  const found = importId === null ? undefined : imports.get(importId);
  if (found === undefined || rowNumber === null) return undefined;
  const validation = validationOf(reader, name, found);
  if (validation === undefined) return undefined;
  return {
    importInfo: found,
    identity: { kind: 'row', rowNumber, fencingToken: fencingTokenOf(headers), spread: found.spread },
    position: { timeUs: found.acceptedUs, source: 0, number: rowNumber },
    offset,
    validation,
    bytes: null,
  };
}

/** A row of an undo names a record and has nothing to validate; a message of the other kind belongs to no import. */
function validationOf(
  reader: MessageReader,
  name: ReadRecord['name'],
  { validatedBy }: FileImport,
): Row['validation'] | undefined {
  if (validatedBy === undefined || name === 'UndoneRecord') {
    return validatedBy === undefined && name === 'UndoneRecord' ? NOTHING : undefined;
  }
  if (name !== 'UnreadableRow') return reader.validate(validatedBy);
  return { value: undefined, user: undefined, reasons: (reader.decoded.value as UnreadableRow).reasons };
}

const NOTHING: Row['validation'] = { value: undefined, user: undefined, reasons: [] };

const UNKNOWN_IMPORT: Reason = {
  code: 'unknown-import',
  columns: [],
  message: 'The message names no import that takes this record',
};

function undecodable(
  { topic, partition }: Batch,
  offset: number,
  value: Buffer | null,
  why: LmsError,
): LmsError {
  const schemaId = AvroCodec.schemaId(value) ?? 'none';
  return new LmsError(
    'undecodable',
    `The message at ${topic}/${partition}, offset ${offset}, schema id ${schemaId}, cannot be read: ${why.message}`,
    { retryable: false, cause: why },
  );
}

function orphan(offset: number, bytes: Buffer | null, reason: Reason): OrphanMessage {
  return { offset, bytes, reasons: [reason] };
}
