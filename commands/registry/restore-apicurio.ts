import { createHash } from 'node:crypto';
import { fullName } from '#shared/kafka/avro/avro-schemas.ts';
import { callRegistry, type RegistryAddress } from '#shared/kafka/avro/registry-client.ts';
import type { SchemaRegistration } from '#shared/kafka/avro/schema-registrations.ts';
import { mustCallRegistry } from './registry-calls.ts';
import { type ZipEntry, zipArchive } from './zip-archive.ts';

/** Where Apicurio Registry has Confluent's API, on which its own one stands beside. */
const CONFLUENT_API = /\/apis\/ccompat\/v\d+$/;

export function isApicurio({ url }: RegistryAddress): boolean {
  return CONFLUENT_API.test(url);
}

/**
 * Gives schemas back to Apicurio Registry under their ids, by its import of an exported archive. Its API for
 * Confluent's clients cannot do it: it has no IMPORT mode. Apicurio goes on numbering after the highest id that was
 * imported, and answers 204 also where it could not import an entry, so callers must check afterwards.
 */
export async function restoreApicurio(
  registry: RegistryAddress,
  registrations: readonly SchemaRegistration[],
): Promise<void> {
  const entries: ZipEntry[] = [json('manifest-1.Manifest.json', MANIFEST)];
  for (const [subject, versions] of bySubject(registrations)) {
    const taken = await versionsOf(registry, subject);
    entries.push(...entriesOf(subject, versions, taken));
  }
  await mustCallRegistry(registry, {
    method: 'POST',
    // Producers may have registered schemas of their own meanwhile.
    url: `${registry.url.replace(CONFLUENT_API, '/apis/registry/v3')}/admin/import?requireEmptyRegistry=false`,
    headers: {
      'content-type': 'application/zip',
      // The id in messages is the content's. The other one numbers versions, and some may be given out again already.
      'X-Registry-Preserve-ContentId': 'true',
      'X-Registry-Preserve-GlobalId': 'false',
    },
    body: zipArchive(entries),
  });
}

/** What Apicurio Registry 3.0 writes into an archive that it exports. */
const MANIFEST = {
  systemVersion: '3.0.9',
  systemName: 'Apicurio Registry',
  systemDescription: '',
  exportVersion: '3.0',
  exportedOn: 0,
  exportedBy: '',
  dbVersion: '101',
};

function bySubject(registrations: readonly SchemaRegistration[]): Map<string, SchemaRegistration[]> {
  return Map.groupBy(registrations, ({ recordName }) => fullName(recordName));
}

async function versionsOf(registry: RegistryAddress, subject: string): Promise<readonly number[]> {
  const { status, text } = await callRegistry(registry, {
    method: 'GET',
    url: `${registry.url}/subjects/${encodeURIComponent(subject)}/versions`,
  });
  return status === 404 ? [] : (JSON.parse(text) as number[]);
}

/** The schemas of a subject, in the order of their ids, as versions after those that are taken. */
function entriesOf(
  subject: string,
  registrations: readonly SchemaRegistration[],
  taken: readonly number[],
): ZipEntry[] {
  const folder = `groups/default/artifacts/${subject}`;
  const highest = Math.max(0, ...taken);
  const versions = registrations.map((registration, index) => ({
    ...registration,
    version: highest + 1 + index,
  }));
  return [
    ...versions.flatMap(contentEntries),
    ...(taken.length > 0 ? [] : artifactEntries(folder, subject, versions)),
    ...versions.map(({ schemaId, version }) =>
      json(`${folder}/versions/${version}.ArtifactVersion.json`, {
        ...CHANGED,
        globalId: schemaId,
        groupId: null,
        artifactId: subject,
        version: String(version),
        versionOrder: version,
        state: 'ENABLED',
        name: null,
        description: null,
        labels: null,
        contentId: schemaId,
      }),
    ),
  ];
}

function contentEntries({ schemaId, schema }: SchemaRegistration): ZipEntry[] {
  const contentHash = createHash('sha256').update(schema).digest('hex');
  return [
    json(`content/${contentHash}.Content.json`, {
      contentId: schemaId,
      canonicalHash: null,
      contentHash,
      artifactType: 'AVRO',
      contentType: 'application/json',
      serializedReferences: null,
    }),
    { name: `content/${contentHash}.Content.data`, content: schema },
  ];
}

function artifactEntries(
  folder: string,
  subject: string,
  versions: readonly { readonly version: number }[],
): ZipEntry[] {
  const artifact = { groupId: null, artifactId: subject };
  return [
    json(`${folder}/MetaData.Artifact.json`, {
      ...CHANGED,
      ...artifact,
      artifactType: 'AVRO',
      name: null,
      description: null,
      labels: null,
    }),
    json(`${folder}/rules/COMPATIBILITY.ArtifactRule.json`, {
      ...artifact,
      type: 'COMPATIBILITY',
      configuration: 'BACKWARD',
    }),
    json(`${folder}/branches/latest.Branch.json`, {
      ...CHANGED,
      ...artifact,
      branchId: 'latest',
      description: null,
      systemDefined: true,
      versions: versions.map(({ version }) => String(version)),
    }),
  ];
}

/** Who made and changed an entry, and when, is not on record. */
const CHANGED = { owner: '', createdOn: 0, modifiedBy: '', modifiedOn: 0 };

function json(name: string, value: object): ZipEntry {
  return { name, content: JSON.stringify(value) };
}
