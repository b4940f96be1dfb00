import { expect, it } from 'vitest';
import { recordSchema } from '#shared/csv/record-types.ts';
import { loadAvroDefinition } from '#shared/kafka/avro-schemas.ts';
import {
  certificationFields,
  certificationRecord,
  courseFields,
  courseRecord,
} from '#shared/kafka/row-records.ts';

it('each field of a row of courses becomes the field of its name, and comes back in its place', () => {
  const names = recordSchema('courses').columns.map(({ field }) => field);
  const record = courseRecord('an import', 7, names);
  expect(Object.entries(record)).toEqual(expectedEntries('CourseRecord'));
  expect(courseFields(record)).toEqual(names);
});

it('so does each of a row of certifications', () => {
  const names = recordSchema('certifications').columns.map(({ field }) => field);
  const record = certificationRecord('an import', 7, names);
  expect(Object.entries(record)).toEqual(expectedEntries('CertificationRecord'));
  expect(certificationFields(record)).toEqual(names);
});

/** What the schema says: each field in its order, here with its own name as its value. */
function expectedEntries(record: 'CourseRecord' | 'CertificationRecord'): [string, unknown][] {
  const { fields } = loadAvroDefinition(record) as { fields: { name: string }[] };
  const own: Readonly<Record<string, unknown>> = { importId: 'an import', rowNumber: 7 };
  return fields.map(({ name }) => [name, own[name] ?? name]);
}
