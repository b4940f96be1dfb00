import avro from 'avsc';
import { z } from 'zod';
import { LmsError, toError } from '../../errors.ts';

/** Where the registry is, without a slash at the end, and how to sign in where it wants that. */
export interface RegistryAddress {
  readonly url: string;
  readonly auth?: { readonly username: string; readonly password: string };
}

/** @param registryUrl with a user and a password in it where the registry wants them */
export function registryAddress(registryUrl: string): RegistryAddress {
  const url = new URL(registryUrl);
  const [username = '', password = ''] = [url.username, url.password].map(decodeURIComponent);
  url.username = '';
  url.password = '';
  return { url: url.href.replace(/\/$/, ''), ...(username === '' ? {} : { auth: { username, password } }) };
}

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

/** A registry that is there answers in milliseconds; longer only keeps a partition from trying again. */
const ANSWER_WITHIN_MS = 5_000;

/** The registry's own word that it has no such schema; a 404 of anything else on the way does not carry it. */
const SCHEMA_NOT_FOUND = 40_403;
const notFound = z.object({ error_code: z.literal(SCHEMA_NOT_FOUND) });

/**
 * Fetches the schema that messages with `id` were written with.
 *
 * @param id one that a registry can have given out ({@link isSchemaId})
 * @returns undefined when there is none, or none that may be read: anybody can have written it
 * @throws LmsError `unavailable` while the registry is unavailable or answers what no registry does
 */
export async function fetchWriterSchema(
  registry: RegistryAddress,
  id: number,
): Promise<avro.Type | undefined> {
  let body: z.output<typeof answer>;
  try {
    const { url, auth } = registry;
    const response = await fetch(`${url}/schemas/ids/${id}`, {
      headers: authorizationOf(auth),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    if (response.status === 404) {
      notFound.parse(await response.json());
      return undefined;
    }
    if (!response.ok) throw new LmsError('unavailable', `status ${response.status}`);
    body = answer.parse(await response.json());
  } catch (cause) {
    throw new LmsError('unavailable', `Schema ${id} cannot be fetched: ${toError(cause).message}`, {
      retryable: true,
      cause,
      server: 'registry',
    });
  }
  return body.schemaType === 'AVRO' ? parseWriterSchema(body.schema) : undefined;
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

/** The header by which a call signs in; none where the registry wants none. */
export function authorizationOf(auth: RegistryAddress['auth']): Record<string, string> {
  if (auth === undefined) return {};
  const { username, password } = auth;
  return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
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
