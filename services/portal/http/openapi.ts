import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { type Column, RECORD_TYPES } from '#shared/csv/record-types.ts';
import { recordTable, type StoredKind } from '#shared/records/record-table.ts';

const DOCUMENT = new URL('../../../schemas/http/openapi.yaml', import.meta.url);

/** A schema whose properties are the columns of a record type, beside those that it has of its own. */
const recordSchema = z.looseObject({
  'x-columns-of': z.enum(RECORD_TYPES),
  required: z.array(z.string()),
  properties: z.record(z.string(), z.unknown()),
});

/** The description of the HTTP interface as it is served: with the columns of schemas/csv where records have them. */
export function openApiDocument(): string {
  const document = parseDocument(readFileSync(DOCUMENT, 'utf8'));
  const { components } = z
    .object({ components: z.object({ schemas: z.record(z.string(), z.unknown()) }) })
    .parse(document.toJS());
  for (const [name, schema] of Object.entries(components.schemas)) {
    const record = recordSchema.safeParse(schema);
    if (!record.success) continue;
    const { required, properties, 'x-columns-of': type } = record.data;
    const columns = recordTable(type).stored.map(({ column, kind }) => [
      column.field,
      schemaOf(column, kind),
    ]);
    const full = {
      ...record.data,
      required: [...columns.map(([field]) => field), ...required],
      properties: { ...Object.fromEntries(columns), ...properties },
    };
    document.setIn(
      ['components', 'schemas', name],
      document.createNode(full, { aliasDuplicateObjects: false }),
    );
  }
  // As it is written: folded, its flow collections would be harder to read.
  return document.toString({ lineWidth: 0 });
}

type Schema = Readonly<Record<string, unknown>>;

const REQUIRED: Readonly<Record<StoredKind, Schema>> = {
  text: { type: 'string' },
  date: { $ref: '#/components/schemas/Date' },
  decimal: { type: 'number' },
  integer: { type: 'integer' },
};

const OPTIONAL: Readonly<Record<StoredKind, Schema>> = {
  text: { $ref: '#/components/schemas/Text' },
  date: { type: ['string', 'null'] },
  decimal: { $ref: '#/components/schemas/Number' },
  integer: { type: ['integer', 'null'] },
};

function schemaOf({ required, limits }: Column, kind: StoredKind): Schema {
  if (limits.allowed === undefined) return required ? REQUIRED[kind] : OPTIONAL[kind];
  const values = limits.allowed.map(({ value }) => value);
  return { enum: required ? values : [...values, null] };
}
