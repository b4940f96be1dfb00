import { readFileSync } from 'node:fs';
import type { RecordType } from '../../csv/record-types.ts';

const DIRECTORY = new URL('../../../../schemas/avro/', import.meta.url);
const NAMESPACE = 'lms.training';

/** The records that travel on topics; each is registered under `lms.training.<name>`. */
export const RECORD_NAMES = [
  'CourseRecord',
  'CertificationRecord',
  'UnreadableRow',
  'UndoneRecord',
  'RecordError',
  'TranscriptChange',
] as const;
export type RecordName = (typeof RECORD_NAMES)[number];

export type AvroDefinition = { type: 'record'; name: string; namespace: string; fields: object[] };

/** The record that a row of each type becomes. */
export const RECORD_OF_TYPE = {
  courses: 'CourseRecord',
  certifications: 'CertificationRecord',
} as const satisfies Readonly<Record<RecordType, RecordName>>;
export type RowRecordName = (typeof RECORD_OF_TYPE)[RecordType];

/** The subject and full name of a record. */
export function fullName(name: RecordName): string {
  return `${NAMESPACE}.${name}`;
}

/**
 * A record's definition, complete in itself: other files it names (`lms.training.Reason`) are put in where they
 * are first used, since a schema in the registry stands alone.
 */
export function loadAvroDefinition(name: RecordName): AvroDefinition {
  const seen = new Set<string>();
  const inline = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(inline);
    if (typeof node === 'object' && node !== null) {
      return Object.fromEntries(
        Object.entries(node).map(([key, value]) => [
          key,
          key === 'doc' || key === 'name' || key === 'default' ? value : inline(value),
        ]),
      );
    }
    if (typeof node !== 'string' || !node.startsWith(`${NAMESPACE}.`) || seen.has(node)) return node;
    seen.add(node);
    return inline(read(node.slice(NAMESPACE.length + 1)));
  };
  return inline(read(name)) as AvroDefinition;
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`${name}.avsc`, DIRECTORY), 'utf8'));
}
