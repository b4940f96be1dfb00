import { partitionOfRow } from '#shared/imports/parse-settings.ts';
import type { AvroCodec } from '#shared/kafka/avro/avro-codec.ts';
import { fencingTokenHeaders } from '#shared/kafka/avro/fencing-token-header.ts';
import type { Message } from '#shared/kafka/producer/producer.ts';
import type { LeasedImport } from './import-leases.ts';
import type { Chunk, MessageSource } from './row-source.ts';

/** Makes the messages of an undo: each names a row of `undo_records`, where the record stands. */
export class UndoSource implements MessageSource {
  readonly #codec: AvroCodec;
  readonly #leased: LeasedImport;
  #lastRow: number;

  /** @param afterRow rows up to this one are left out */
  constructor(codec: AvroCodec, leased: LeasedImport, afterRow: number) {
    this.#codec = codec;
    this.#leased = leased;
    this.#lastRow = afterRow;
  }

  /** The caller asks for no more rows than there are. */
  take(maxRows: number): Promise<Chunk> {
    const { importId, fencingToken, parseSettings } = this.#leased;
    const headers = fencingTokenHeaders(fencingToken);
    const first = this.#lastRow + 1;
    const messages = Array.from({ length: maxRows }, (_, index): Message => {
      const rowNumber = first + index;
      const value = this.#codec.encode('UndoneRecord', { importId, rowNumber });
      const partition = partitionOfRow(rowNumber, parseSettings);
      return headers === undefined ? { value, partition } : { value, partition, headers };
    });
    this.#lastRow += maxRows;
    return Promise.resolve({ messages, unreadable: 0, lastRow: this.#lastRow });
  }

  close(): void {
    // Nothing is open.
  }
}
