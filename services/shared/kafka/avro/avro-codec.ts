import avro from 'avsc';
import { LmsError } from '../../errors.ts';
import { fullName, loadAvroDefinition, RECORD_NAMES, type RecordName } from './avro-schemas.ts';
import { type FlatValues, maxBytesOf, writeFlatRecord } from './flat-record-writer.ts';
import { type RegistryAddress, registerSchema, registryAddress } from './registry-client.ts';
import { checkRegistry, isSchema, registryMismatch } from './registry-mismatch.ts';
import { SchemaReaders } from './schema-readers.ts';
import type { SchemaRegistrations } from './schema-registrations.ts';

/** The wire format (Confluent Schema Registry documentation): a zero byte, the schema id as uint32, the Avro body. */
export const HEADER_BYTES = 5;
const MAGIC = 0;
/** No schema has this id, which is unsigned. */
const NO_SCHEMA = -1;

/** A decoded value with the name of the record it is. */
export interface Decoded {
  readonly name: RecordName;
  readonly value: unknown;
}

/**
 * Encodes and decodes our records in the registry's wire format. Each schema is registered or fetched once; the
 * work per message is Avro's alone, since rows come by the hundred thousand a second.
 */
export class AvroCodec {
  readonly #address: RegistryAddress;
  readonly #types = new Map<RecordName, avro.types.RecordType>();
  readonly #ids = new Map<RecordName, number>();
  readonly #registrations: SchemaRegistrations | undefined;
  readonly #readers: SchemaReaders;
  #scratch = Buffer.allocUnsafe(64 * 1024);

  /**
   * @param registryUrl with a user and a password in it where the registry wants them
   * @param registrations PostgreSQL's record of what our services have registered; without it the registry alone is
   *   asked, and messages written before the registry was lost cannot be read
   */
  constructor(registryUrl: string, registrations?: SchemaRegistrations) {
    this.#address = registryAddress(registryUrl);
    this.#registrations = registrations;
    for (const name of RECORD_NAMES) {
      // A definition read from JSON is a schema; avsc checks it.
      this.#types.set(
        name,
        avro.Type.forSchema(loadAvroDefinition(name) as avro.Schema) as avro.types.RecordType,
      );
    }
    this.#readers = new SchemaReaders({ registry: this.#address, registrations, types: this.#types });
  }

  /**
   * Registers the records a service writes, compatible BACKWARD, so that {@link encode} can be used, and puts the ids
   * on record in PostgreSQL before any message carries one. Nothing is registered in a registry that does not have what
   * is on record: it would give ids out again that messages on the log carry.
   *
   * @throws LmsError `unavailable` while the registry or PostgreSQL is unavailable, `registry-mismatch` (retryable)
   *   while the registry does not have what is on record, `configuration` when it refuses a schema
   */
  async register(names: readonly RecordName[]): Promise<void> {
    await this.checkRegistry();
    for (const name of names) this.#ids.set(name, await this.#register(name));
  }

  /** @throws LmsError `registry-mismatch`, retryable, while the registry does not have what is on record */
  async checkRegistry(): Promise<void> {
    await checkRegistry(this.#address, (await this.#registrations?.all()) ?? []);
  }

  async #register(name: RecordName): Promise<number> {
    const schema = JSON.stringify(loadAvroDefinition(name));
    const id = await registerSchema(this.#address, fullName(name), schema);
    const type = this.#types.get(name);
    const onRecord = await this.#registrations?.remember({ schemaId: id, recordName: name, schema });
    if (type !== undefined && onRecord !== undefined && !isSchema(type, onRecord))
      throw registryMismatch(`it has just given ${name} the id ${id}, which ${onRecord.recordName} had`);
    return id;
  }

  /** Encodes one record; the buffer is the caller's own. */
  encode(name: RecordName, value: unknown): Buffer {
    const { type, id } = this.#writer(name);
    let end = type.encode(value, this.#scratch, HEADER_BYTES);
    if (end < 0) {
      // A negative result says by how many bytes it did not fit.
      this.#scratch = Buffer.allocUnsafe((this.#scratch.length - end) * 2);
      end = type.encode(value, this.#scratch, HEADER_BYTES);
    }
    return this.#message(id, end);
  }

  /**
   * As {@link encode}, a record that is flat (see {@link writeFlatRecord}).
   *
   * @throws LmsError `unexpected` when there are more or fewer values than fields
   */
  encodeFlat(name: RecordName, values: FlatValues): Buffer {
    const { type, id } = this.#writer(name);
    if (values.length !== type.fields.length)
      throw new LmsError('unexpected', `${name} has ${type.fields.length} fields, not ${values.length}`);
    const most = HEADER_BYTES + maxBytesOf(values);
    if (most > this.#scratch.length) this.#scratch = Buffer.allocUnsafe(2 * most);
    return this.#message(id, writeFlatRecord(values, this.#scratch, HEADER_BYTES));
  }

  /** What was written behind the header, up to `end`, as a message. */
  #message(id: number, end: number): Buffer {
    this.#scratch[0] = MAGIC;
    this.#scratch.writeUInt32BE(id, 1);
    return Buffer.from(this.#scratch.subarray(0, end));
  }

  #writer(name: RecordName): { readonly type: avro.types.RecordType; readonly id: number } {
    const type = this.#types.get(name);
    const id = this.#ids.get(name);
    if (type === undefined || id === undefined)
      throw new LmsError('unexpected', `${name} is not registered for writing`);
    return { type, id };
  }

  /** The id in a message's header, or undefined when it has none. */
  static schemaId(bytes: Buffer | null): number | undefined {
    if (bytes === null || bytes.length < HEADER_BYTES || bytes[0] !== MAGIC) return undefined;
    return bytes.readUInt32BE(1);
  }

  /**
   * Loads every schema of a batch that is not known yet, so that {@link decode} needs no waiting. Ids that our services
   * have registered are read from PostgreSQL's record, and others from the registry. An id that neither knows is looked
   * up again with the next batch: ids are given out in order, so an id that means nothing today can be a producer's
   * tomorrow.
   *
   * @param strangers whose messages these are, where others than our services write them, such as the topic's name: an
   *   id that is unknown is then looked up for them once in some seconds only, and so many ids in all
   * @throws LmsError `unavailable` while the registry or PostgreSQL is unavailable
   */
  prepare(messages: readonly (Buffer | null)[], strangers?: string): Promise<void> {
    const ids = new Set<number>();
    for (const bytes of messages) {
      const id = AvroCodec.schemaId(bytes);
      if (id !== undefined) ids.add(id);
    }
    return this.#readers.load(ids, strangers);
  }

  /**
   * The record that a message is of, if it was written by our own version of it; its schema must have been prepared.
   */
  ownRecord(bytes: Buffer | null): RecordName | undefined {
    const reader = this.#readers.of(AvroCodec.schemaId(bytes) ?? NO_SCHEMA);
    return reader?.isOwn === true ? reader.name : undefined;
  }

  /**
   * Decodes one message whose schema {@link prepare} has fetched.
   *
   * @throws LmsError `undecodable` when it is no message of ours, with the reason
   */
  decode(bytes: Buffer | null): Decoded {
    const id = AvroCodec.schemaId(bytes);
    if (bytes === null || id === undefined) {
      throw new LmsError(
        'undecodable',
        bytes === null ? 'the value is null' : 'the value does not begin with a schema id',
      );
    }
    const reader = this.#readers.of(id);
    if (reader === undefined)
      throw new LmsError('undecodable', `schema ${id} is not a record this service reads`);
    try {
      return { name: reader.name, value: reader.decode(bytes, HEADER_BYTES) };
    } catch (error) {
      throw new LmsError('undecodable', `the value is not a complete ${reader.name}`, { cause: error });
    }
  }
}
