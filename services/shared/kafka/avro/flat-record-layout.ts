import { LmsError } from '../../errors.ts';
import type { AvroDefinition } from './avro-schemas.ts';

/**
 * The first byte of a `["null", type]` field (Avro specification, "Binary Encoding"): its branch, as a zigzag varint.
 */
export const NULL_BRANCH = 0;
export const VALUE_BRANCH = 2;

/**
 * The fields, in their order, of a record that holds nothing but texts and whole numbers, each of which may be missing.
 */
export type FlatRecordLayout = readonly { readonly name: string; readonly isText: boolean }[];

const TEXT = '["null","string"]';
const NUMBER = '["null","long"]';

/** @throws LmsError `unexpected` when the record has a field of another type */
export function flatRecordLayout({ name, fields }: AvroDefinition): FlatRecordLayout {
  return (fields as { name: string; type: unknown }[]).map((field) => {
    const type = JSON.stringify(field.type);
    if (type !== TEXT && type !== NUMBER)
      throw new LmsError('unexpected', `${name}.${field.name} is ${type}, not ${TEXT} or ${NUMBER}`);
    return { name: field.name, isText: type === TEXT };
  });
}

/**
 * The index of a field, by which a `FlatRecordReader` holds it.
 *
 * @throws LmsError `unexpected` when there is none of that name
 */
export function fieldIndex(layout: FlatRecordLayout, name: string): number {
  const index = layout.findIndex((field) => field.name === name);
  if (index === -1) throw new LmsError('unexpected', `The record has no field ${name}`);
  return index;
}
