import avro from 'avsc';
import { z } from 'zod';
import { LmsError } from '../../errors.ts';
import { isRetryableStatus } from '../../retryable-errors.ts';
import { callRegistry, parseJson, type RegistryAddress } from './registry-client.ts';

/** What the registry answers for a schema id; Avro is what it means when it names no type. */
const answer = z.object({ schema: z.string(), schemaType: z.string().default('AVRO') });

/**
 * Registries number schemas with a signed 32-bit integer. Confluent's answers a greater number with the 404 of its web
 * server, which does not say that there is no such schema: one message with such an id would be waited for for ever.
 */
const GREATEST_SCHEMA_ID = 2 ** 31 - 1;

/**
 * Whether a registry can have given out an id that a message carries, where there is room for 32 bits without a sign.
 */
export function isSchemaId(id: number): boolean {
  return id <= GREATEST_SCHEMA_ID;
}

/** The registry's own word that it has no such schema; a 404 of anything else on the way does not carry it. */
const SCHEMA_NOT_FOUND = 40_403;
const notFound = z.object({ error_code: z.literal(SCHEMA_NOT_FOUND) });

/**
 * Fetches the schema that messages with `id` were written with.
 *
 * @param id one that a registry can have given out ({@link isSchemaId})
 * @returns undefined when there is none, or none that may be read: anybody can have written it
 * @throws LmsError `unavailable` while the registry does not answer, or something else answers for it; `unexpected` when
 *   it refuses, which trying again does not mend
 */
export async function fetchWriterSchema(
  registry: RegistryAddress,
  id: number,
): Promise<avro.Type | undefined> {
  const { status, text } = await callRegistry(registry, {
    method: 'GET',
    url: `${registry.url}/schemas/ids/${id}`,
  });
  const body = parseJson(text);
  if (status === 404 && notFound.safeParse(body).success) return undefined;
  const found = status === 200 ? answer.safeParse(body) : undefined;
  if (found?.success !== true) {
    // Anything but the registry's own JSON is what a proxy answers for a registry that it does not reach.
    const retryable = status === 200 || status === 404 || isRetryableStatus(status);
    throw new LmsError(
      retryable ? 'unavailable' : 'unexpected',
      `Schema ${id} cannot be fetched: the registry answers ${status}`,
      {
        retryable,
        cause: found?.error,
        server: 'registry',
      },
    );
  }
  const { schemaType, schema } = found.data;
  return schemaType === 'AVRO' ? parseWriterSchema(schema) : undefined;
}

/** The type of a schema's text; undefined when there is none, or none that may be read. */
export function parseWriterSchema(schema: string): avro.Type | undefined {
  try {
    const type = avro.Type.forSchema(JSON.parse(schema) as avro.Schema);
    return isBoundedByBytes(type, new Set()) ? type : undefined;
  } catch {
    // Not Avro after all, or it refers to other schemas.
    return undefined;
  }
}

/**
 * Whether reading a value takes time in proportion to its bytes. Items that take no byte, such as those of an array of
 * nulls, would let a message of a few bytes keep a reader busy for years.
 */
function isBoundedByBytes(type: avro.Type, seen: Set<avro.Type>): boolean {
  if (seen.has(type)) return true;
  seen.add(type);
  if (type instanceof avro.types.ArrayType) {
    return !canBeEmpty(type.itemsType, new Set()) && isBoundedByBytes(type.itemsType, seen);
  }
  if (type instanceof avro.types.MapType) return isBoundedByBytes(type.valuesType, seen);
  if (type instanceof avro.types.RecordType) {
    return type.fields.every((field) => isBoundedByBytes(field.type, seen));
  }
  return branchesOf(type).every((branch) => isBoundedByBytes(branch, seen));
}

/** Whether a value of the type can take no byte at all. */
function canBeEmpty(type: avro.Type, seen: Set<avro.Type>): boolean {
  if (type instanceof avro.types.FixedType) return type.size === 0;
  if (type instanceof avro.types.RecordType) {
    // A record within itself, without a union between, has no values.
    if (seen.has(type)) return true;
    seen.add(type);
    return type.fields.every((field) => canBeEmpty(field.type, seen));
  }
  return type instanceof avro.types.NullType;
}

function branchesOf(type: avro.Type): readonly avro.Type[] {
  if (type instanceof avro.types.UnwrappedUnionType || type instanceof avro.types.WrappedUnionType) {
    return type.types;
  }
  return [];
}
