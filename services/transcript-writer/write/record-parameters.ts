import type { Column } from '#shared/csv/record-types.ts';
import { NO_NUMBER } from '#shared/records/packed-records.ts';
import type { RecordTable, StoredColumn, StoredKind } from '#shared/records/record-table.ts';
import type { OwnColumn, SharedColumn } from './rows-of-parameters.ts';
import { textColumn } from './text-column.ts';
import type { Accepted } from './validated-rows.ts';

/** PostgreSQL's type for each kind of value; the tables of schemas/postgres say how long and how exact a value may be. */
const TYPES = { text: 'text', decimal: 'numeric', date: 'date', integer: 'int' } as const satisfies Readonly<
  Record<StoredKind, string>
>;

/** Columns that the records of an import have in common. */
export const IMPORT_COLUMNS: readonly SharedColumn[] = [
  { name: 'tenant_id', type: 'int', of: ({ importInfo }) => importInfo.tenantId },
  { name: 'import_id', type: 'uuid', nullable: true, of: ({ importInfo }) => importInfo.importId },
];

/** The columns that each record has of its own: its person's number, and those that its row has filled in. */
export function ownColumns(table: RecordTable): readonly OwnColumn<Accepted>[] {
  return [
    { name: 'person_id', type: 'bigint', number: ({ personId }) => personId },
    ...table.stored.map(storedParameter),
  ];
}

function storedParameter({ name, kind, slot, column }: StoredColumn): OwnColumn<Accepted> {
  const named = { name, ...nullability(column) };
  if (kind === 'text' || kind === 'decimal')
    return { ...named, type: TYPES[kind], texts: (records) => textColumn(records, slot) };
  const numberOf = ({ values: { records, row } }: Accepted): number | null => {
    const number = records.number(row, slot);
    return number === NO_NUMBER ? null : number;
  };
  return kind === 'date'
    ? { ...named, type: TYPES.date, day: numberOf }
    : { ...named, type: TYPES.integer, number: numberOf };
}

function nullability({ required }: Column): { readonly nullable?: true } {
  return required ? {} : { nullable: true };
}
