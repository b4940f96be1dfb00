import { expect, it } from 'vitest';
import { RECORD_TYPES, type RecordType, recordSchema } from '#shared/csv/record-types.ts';
import { loadAvroDefinition } from '#shared/kafka/avro/avro-schemas.ts';
import { flatRecordLayout } from '#shared/kafka/avro/flat-record-layout.ts';
import {
  type CertificationRecord,
  type CourseRecord,
  certificationFields,
  courseFields,
  rowValues,
} from '#shared/kafka/avro/row-records.ts';

const NAMES = { courses: 'CourseRecord', certifications: 'CertificationRecord' } as const;

/** A row whose fields hold their own names, as the record that it becomes. */
function record(type: RecordType): Record<string, unknown> {
  const values = rowValues('importId', 7, fieldNames(type));
  const layout = flatRecordLayout(loadAvroDefinition(NAMES[type]));
  expect(values).toHaveLength(layout.length);
  return Object.fromEntries(layout.map(({ name }, index) => [name, values[index]]));
}

function fieldNames(type: RecordType): string[] {
  return recordSchema(type).columns.map(({ field }) => field);
}

it.each(RECORD_TYPES)('each field of a row of %s becomes the field of its name', (type) => {
  for (const [name, value] of Object.entries(record(type)))
    expect(value).toBe(name === 'rowNumber' ? 7 : name);
});

it('and comes back in its place', () => {
  expect(courseFields(record('courses') as unknown as CourseRecord)).toEqual(fieldNames('courses'));
  const certification = record('certifications') as unknown as CertificationRecord;
  expect(certificationFields(certification)).toEqual(fieldNames('certifications'));
});
