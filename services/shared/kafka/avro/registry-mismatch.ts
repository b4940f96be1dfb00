import avro from 'avsc';
import { LmsError } from '../../errors.ts';
import type { RegistryAddress } from './registry-client.ts';
import type { SchemaRegistration } from './schema-registrations.ts';
import { fetchWriterSchema } from './writer-schema.ts';

/** How many ids an error names; the rest would fill a log line and say nothing new. */
const NAMED_IDS = 5;

/**
 * Checks that the registry has every schema on record under the id on record. One that was emptied gives ids out again
 * from the first on, so that messages on the log would be read by schemas they were not written with.
 *
 * @throws LmsError `registry-mismatch`, retryable, naming the ids that are missing or mean something else;
 *   `unavailable` while the registry cannot be asked
 */
export async function checkRegistry(
  registry: RegistryAddress,
  registrations: readonly SchemaRegistration[],
): Promise<void> {
  const missing: string[] = [];
  const changed: string[] = [];
  for (const registration of registrations) {
    const found = await fetchWriterSchema(registry, registration.schemaId);
    const id = `${registration.schemaId} (${registration.recordName})`;
    if (found === undefined) missing.push(id);
    else if (!isSchema(found, registration)) changed.push(id);
  }
  if (missing.length + changed.length === 0) return;
  throw registryMismatch(
    [
      ...(missing.length > 0 ? [`it no longer has the ids ${named(missing)}`] : []),
      ...(changed.length > 0 ? [`it has other schemas under the ids ${named(changed)}`] : []),
    ].join(', and '),
  );
}

/** Whether a schema is the one on record: names, fields, order and types count; documentation does not. */
export function isSchema(type: avro.Type, { schema }: Pick<SchemaRegistration, 'schema'>): boolean {
  return avro.Type.forSchema(JSON.parse(schema) as avro.Schema).equals(type);
}

/** @param what is wrong with the registry, as a clause */
export function registryMismatch(what: string): LmsError {
  return new LmsError(
    'registry-mismatch',
    `The schema registry is not the one that messages on the log were written with: ${what}. Restore the registry from ` +
      'its backup, or run: npm run registry:restore (deploy/runbook.md, "Registry lost")',
    { retryable: true, server: 'registry' },
  );
}

function named(ids: readonly string[]): string {
  const more = ids.length - NAMED_IDS;
  return ids.slice(0, NAMED_IDS).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
