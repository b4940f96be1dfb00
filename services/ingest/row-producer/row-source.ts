import { addAbortSignal, type Readable } from 'node:stream';
import type { CsvRecord } from '#shared/csv/csv-record.ts';
import { EARLIER_TITLE_RULES, type HeaderMapping, matchHeader } from '#shared/csv/header.ts';
import { readRecords } from '#shared/csv/records.ts';
import { LmsError } from '#shared/errors.ts';
import type { AvroCodec } from '#shared/kafka/avro/avro-codec.ts';
import type { Message } from '#shared/kafka/producer/producer.ts';
import type { ObjectStore } from '#shared/object-store/object-store.ts';
import type { LeasedImport } from './import-leases.ts';
import { createRowEncoder, type RowEncoder } from './row-messages.ts';

/** Rows that follow each other, ready to be sent. */
export interface Chunk {
  readonly messages: Message[];
  /** How many of them say that their row cannot be read. */
  readonly unreadable: number;
  /** The number of the last row. */
  readonly lastRow: number;
}

/** Where the rows of an import come from, one after another from a given one on. */
export interface MessageSource {
  /**
   * The next rows: `maxRows` unless they end or become too large. After an error the source cannot be used any more;
   * another one continues after the last row that was sent.
   */
  take(maxRows: number): Promise<Chunk>;
  /** To be called also after an error. */
  close(): void;
}

/** Bounds what a running import holds in memory, whatever its rows look like: a hundred of them may run at once. */
const CHUNK_BYTES = 2 * 1024 * 1024;

/** Reads an import's original from the store and makes messages of its rows, from a given row on. */
export class RowSource implements MessageSource {
  readonly #leased: LeasedImport;
  readonly #codec: AvroCodec;
  readonly #stream: Readable;
  readonly #records: AsyncGenerator<CsvRecord[]>;
  #encoder: RowEncoder | undefined;
  /** Records read and not yet taken, from `#next` on; the last one taken is row `#rowNumber`. */
  #buffer: readonly CsvRecord[] = [];
  #next = 0;
  #rowNumber = 0;
  readonly #afterRow: number;

  private constructor(leased: LeasedImport, codec: AvroCodec, stream: Readable, afterRow: number) {
    this.#leased = leased;
    this.#codec = codec;
    this.#stream = stream;
    this.#records = readRecords(stream, leased.parseSettings.dialect);
    this.#afterRow = afterRow;
  }

  /**
   * @param afterRow rows up to this one are left out
   * @throws LmsError `missing` when the original is not in the store, and `unavailable`
   */
  static async open(
    resources: { store: ObjectStore; codec: AvroCodec },
    leased: LeasedImport,
    afterRow: number,
    signal: AbortSignal,
  ): Promise<RowSource> {
    const { importId, originalKey } = leased;
    if (originalKey === null) throw new LmsError('missing', `The original of import ${importId} was removed`);
    const stream = addAbortSignal(signal, await resources.store.read(originalKey));
    // The reader of the stream gets its errors; one that comes while no one reads must not end the process.
    stream.on('error', () => undefined);
    return new RowSource(leased, resources.codec, stream, afterRow);
  }

  /**
   * The next rows: `maxRows` unless the file ends or they become too large. After an error the source cannot
   * be used any more; another one continues after the last row that was sent.
   *
   * @throws LmsError `unavailable` when the object cannot be read, or ends before the import's last row
   */
  async take(maxRows: number): Promise<Chunk> {
    const messages: Message[] = [];
    const unreadableBefore = this.#encoder?.unreadable ?? 0;
    let bytes = 0;
    while (messages.length < maxRows && bytes < CHUNK_BYTES) {
      const record = this.#buffer[this.#next];
      // Waited for only where none is left: an awaited call for every row took a tenth of ingest's processor time.
      if (record === undefined) {
        if (await this.#fill()) continue;
        break;
      }
      this.#next += 1;
      this.#rowNumber += 1;
      if (this.#rowNumber <= this.#afterRow) continue;
      if (this.#encoder === undefined) throw new LmsError('unexpected', 'A row came before the header');
      const message = this.#encoder.encode(this.#rowNumber, record);
      bytes += message.value.length;
      messages.push(message);
    }
    const unreadable = (this.#encoder?.unreadable ?? 0) - unreadableBefore;
    if (messages.length > 0) return { messages, unreadable, lastRow: this.#rowNumber };
    throw new LmsError(
      'unavailable',
      `Object ${this.#leased.originalKey} ended after row ${this.#rowNumber}`,
      {
        retryable: true,
      },
    );
  }

  /** Closes the original; to be called also after an error. */
  close(): void {
    this.#stream.destroy();
  }

  /** Reads on; false at the file's end. */
  async #fill(): Promise<boolean> {
    const { done, value } = await this.#read();
    if (done === true) return false;
    this.#buffer = value;
    this.#next = 0;
    if (this.#encoder === undefined) {
      this.#encoder = this.#encoderFor(value[0]);
      this.#next = 1;
    }
    return true;
  }

  async #read(): Promise<IteratorResult<CsvRecord[], undefined>> {
    try {
      return await this.#records.next();
    } catch (cause) {
      throw new LmsError('unavailable', `Object ${this.#leased.originalKey} cannot be read on`, {
        retryable: true,
        cause,
      });
    }
  }

  #encoderFor(header: CsvRecord | undefined): RowEncoder {
    const { importId, fencingToken, language, parseSettings } = this.#leased;
    const mapping = mappingOf(header?.cells ?? [], this.#leased);
    if (mapping === undefined)
      throw new LmsError('unexpected', `The original of import ${importId} is not the file accepted`);
    return createRowEncoder({
      codec: this.#codec,
      mapping,
      choices: parseSettings,
      importId,
      language,
      fencingToken,
      spread: parseSettings,
    });
  }
}

/** Which cell each column has, as it was accepted; undefined when the header is another one. */
function mappingOf(
  cells: readonly string[],
  { type, parseSettings: { columns } }: Pick<LeasedImport, 'type' | 'parseSettings'>,
): HeaderMapping | undefined {
  if (columns !== undefined) {
    return Math.max(...columns) < cells.length ? { type, cells, indexes: columns } : undefined;
  }
  const match = matchHeader(cells, type, {}, EARLIER_TITLE_RULES);
  return match.ok ? match.mapping : undefined;
}
