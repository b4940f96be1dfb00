import { fullName } from '#shared/kafka/avro/avro-schemas.ts';
import type { RegistryAddress } from '#shared/kafka/avro/registry-client.ts';
import type { SchemaRegistration } from '#shared/kafka/avro/schema-registrations.ts';
import { mustCallRegistry } from './registry-calls.ts';

const JSON_TYPE = { 'content-type': 'application/vnd.schemaregistry.v1+json' };

/**
 * Gives schemas back to Confluent's registry under their ids, each subject in mode IMPORT for as long as that takes.
 * The registry must allow modes to be changed (`mode.mutability`, which it does unless told otherwise).
 */
export async function restoreConfluent(
  registry: RegistryAddress,
  registrations: readonly SchemaRegistration[],
): Promise<void> {
  for (const [recordName, versions] of Map.groupBy(registrations, (one) => one.recordName)) {
    const subject = encodeURIComponent(fullName(recordName));
    const setMode = (mode: string): Promise<string> =>
      mustCallRegistry(registry, {
        method: 'PUT',
        // Forced, since a subject of a registry that was restored to an earlier time has schemas. None of their ids is
        // among those that are imported.
        url: `${registry.url}/mode/${subject}?force=true`,
        headers: JSON_TYPE,
        body: JSON.stringify({ mode }),
      });
    await setMode('IMPORT');
    try {
      for (const { schemaId, schema } of versions) {
        await mustCallRegistry(registry, {
          method: 'POST',
          url: `${registry.url}/subjects/${subject}/versions`,
          headers: JSON_TYPE,
          body: JSON.stringify({ schema, id: schemaId }),
        });
      }
    } finally {
      await setMode('READWRITE');
    }
  }
}
