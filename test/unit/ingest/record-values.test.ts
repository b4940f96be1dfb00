import { expect, it } from 'vitest';
import { recordSchema } from '#shared/csv/record-types.ts';
import { loadAvroDefinition } from '#shared/kafka/avro-schemas.ts';
import { certificationValues, courseValues } from '../../../services/ingest/production/record-values.ts';

it.each([
  ['courses', 'CourseRecord', courseValues],
  ['certifications', 'CertificationRecord', certificationValues],
] as const)('each field of a row of %s becomes the field of its name', (type, record, valuesOf) => {
  const { columns } = recordSchema(type);
  const values = valuesOf(
    'an import',
    7,
    columns.map(({ field }) => field),
  );
  expect(values).toEqual({
    ...Object.fromEntries(columns.map(({ field }) => [field, field])),
    importId: 'an import',
    rowNumber: 7,
  });
  const { fields } = loadAvroDefinition(record) as { fields: { name: string }[] };
  expect(Object.keys(values)).toEqual(fields.map(({ name }) => name));
});
