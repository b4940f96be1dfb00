import { expect, it } from 'vitest';
import { RECORD_TYPES, type RecordType, recordSchema } from '#shared/csv/record-types.ts';
import { rowFields, rowLayout, rowValuesOf } from '#shared/kafka/avro/row-records.ts';

/** A row whose fields hold their own names, as the record that it becomes. */
function record(type: RecordType): Record<string, unknown> {
  const values = rowValuesOf(type)('importId', 7, fieldNames(type));
  const layout = rowLayout(type);
  expect(values).toHaveLength(layout.length);
  return Object.fromEntries(layout.map(({ name }, index) => [name, values[index]]));
}

function fieldNames(type: RecordType): string[] {
  return recordSchema(type).columns.map(({ field }) => field);
}

it.each(RECORD_TYPES)(
  'each field of a row of %s becomes the field of its name, and comes back in its place',
  (type) => {
    for (const [name, value] of Object.entries(record(type)))
      expect(value).toBe(name === 'rowNumber' ? 7 : name);
    expect(rowFields(type, record(type))).toEqual(fieldNames(type));
  },
);
