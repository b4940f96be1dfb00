import { LmsError } from '#shared/errors.ts';
import type { RegistryAddress } from '#shared/kafka/avro/registry-client.ts';
import { checkRegistry, isSchema } from '#shared/kafka/avro/registry-mismatch.ts';
import type { SchemaRegistration } from '#shared/kafka/avro/schema-registrations.ts';
import { fetchWriterSchema } from '#shared/kafka/avro/writer-schema.ts';
import { isApicurio, restoreApicurio } from './restore-apicurio.ts';
import { restoreConfluent } from './restore-confluent.ts';

/**
 * Gives the registry back what is on record and missing there, under the ids that messages carry. Changes nothing where
 * an id on record has been given to another schema: one of the two would have to go, and a person must decide which.
 *
 * @returns the registrations that were missing
 * @throws LmsError `configuration` when an id is taken or the registry refuses, `registry-mismatch` when the registry
 *   did not take all, `unavailable` while it is unavailable
 */
export async function restoreRegistry(
  registry: RegistryAddress,
  registrations: readonly SchemaRegistration[],
): Promise<readonly SchemaRegistration[]> {
  const missing: SchemaRegistration[] = [];
  for (const registration of registrations) {
    const found = await fetchWriterSchema(registry, registration.schemaId);
    if (found === undefined) missing.push(registration);
    else if (!isSchema(found, registration)) throw taken(registration, found.name);
  }
  if (missing.length === 0) return missing;
  await (isApicurio(registry) ? restoreApicurio : restoreConfluent)(registry, missing);
  await checkRegistry(registry, registrations);
  return missing;
}

function taken({ schemaId, recordName }: SchemaRegistration, by: string | undefined): LmsError {
  return new LmsError(
    'configuration',
    `The registry has given the id ${schemaId}, which messages of ${recordName} carry, to a schema of ` +
      `${by ?? 'another type'}. Nothing was changed. Empty the registry and run this again at once, then let whoever ` +
      'registered schemas since then register them again (deploy/runbook.md, "Registry lost")',
  );
}
