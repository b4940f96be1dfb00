import type avro from 'avsc';
import { LmsError } from '../../errors.ts';
import { fullName, RECORD_NAMES, type RecordName } from './avro-schemas.ts';
import { LookUpBudget } from './look-up-budget.ts';
import { MissingSchemas } from './missing-schemas.ts';
import type { RegistryAddress } from './registry-client.ts';
import type { SchemaRegistrations } from './schema-registrations.ts';
import { fetchWriterSchema, isSchemaId, parseWriterSchema } from './writer-schema.ts';

/** Schemas asked for at once: a batch of nonsense can name thousands, and the registry serves others too. */
const LOOKUPS_AT_ONCE = 8;

/** Reads the bodies of messages that were written with one schema. */
export interface SchemaReader {
  readonly name: RecordName;
  /** Whether the messages were written by our own version of the record. */
  readonly isOwn: boolean;
  /** @param start where the body begins */
  decode(bytes: Buffer, start: number): unknown;
}

export interface SchemaReadersOptions {
  readonly registry: RegistryAddress;
  readonly registrations: SchemaRegistrations | undefined;
  /** Our own version of each record. */
  readonly types: ReadonlyMap<RecordName, avro.Type>;
}

/**
 * Readers by the id of the schema that messages were written with. An id on record in PostgreSQL is read by the schema
 * on record, whatever the registry says: the registry may have been emptied since and have given the id to another
 * schema.
 */
export class SchemaReaders {
  readonly #options: SchemaReadersOptions;
  readonly #readers = new Map<number, SchemaReader>();
  readonly #missing = new MissingSchemas();
  readonly #budget = new LookUpBudget();

  constructor(options: SchemaReadersOptions) {
    this.#options = options;
  }

  /** The reader of an id that was loaded, if its schema is of a record of ours. */
  of(id: number): SchemaReader | undefined {
    return this.#readers.get(id);
  }

  /**
   * Loads the schemas of the ids that are not known yet.
   *
   * @param strangers whose messages they are, when anybody may have made the ids up: for some seconds an unknown
   *   id is then not looked up again for the same strangers, and of very many ids only the lowest are looked up,
   *   which are those that a registry may have given out
   * @throws LmsError `unavailable` while the registry or PostgreSQL is unavailable
   */
  async load(wanted: Iterable<number>, strangers: string | undefined): Promise<void> {
    const unknown = new Set<number>();
    for (const id of wanted) {
      if (isSchemaId(id) && !this.#readers.has(id) && !this.#missing.has(id, strangers)) unknown.add(id);
    }
    const sorted = [...unknown].sort((a, b) => a - b);
    const allowed = strangers === undefined ? sorted.length : this.#budget.take(strangers, sorted.length);
    const ids = sorted.slice(0, allowed).values();
    const lookUp = async (): Promise<void> => {
      for (const id of ids) {
        const isKnown = await this.#load(id);
        if (!isKnown) this.#missing.add(id, strangers);
      }
    };
    await Promise.all(Array.from({ length: Math.min(LOOKUPS_AT_ONCE, allowed) }, lookUp));
  }

  async #load(id: number): Promise<boolean> {
    const { registry, registrations, types } = this.#options;
    const onRecord = await registrations?.find(id);
    const writer =
      onRecord === undefined ? await fetchWriterSchema(registry, id) : parseWriterSchema(onRecord.schema);
    const name = RECORD_NAMES.find((candidate) => fullName(candidate) === writer?.name);
    const ours = name === undefined ? undefined : types.get(name);
    if (writer === undefined || name === undefined || ours === undefined) return false;
    try {
      // Read as our own version of the record, whatever compatible version it was written with.
      const resolver = ours.equals(writer) ? undefined : ours.createResolver(writer);
      this.#readers.set(id, {
        name,
        isOwn: resolver === undefined,
        decode: (bytes, start) => decodeBody(ours, bytes, start, resolver),
      });
      return true;
    } catch {
      // A record of our name that ours cannot be read from; its messages are undecodable.
      return false;
    }
  }
}

function decodeBody(type: avro.Type, bytes: Buffer, start: number, resolver: unknown): unknown {
  const { value, offset } = type.decode(bytes, start, resolver as never);
  // avsc reports a body that ends too early by an offset of -1, and one with bytes left by a smaller one.
  if (offset !== bytes.length)
    throw new LmsError('undecodable', 'the body is shorter or longer than its schema says');
  return value;
}
