import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { describeFormat } from '#shared/csv/instructions.ts';
import { recordTypesQuery } from '../../api/record-types.ts';
import type { Column, RecordSchema } from '../../api/types.ts';
import { type DataColumn, DataTable } from '../../components/data-table.tsx';
import { Pill } from '../../components/pill.tsx';
import { ErrorState, LoadingRows } from '../../components/states.tsx';
import classes from './directions.module.css';
import { Section } from './section.tsx';

/** Every column of both templates. */
export function ColumnTables() {
  const types = useQuery(recordTypesQuery);
  if (types.isPending) return <LoadingRows rows={10} label="Loading the columns" />;
  if (types.data === undefined) {
    return (
      <ErrorState
        title="The columns could not be loaded"
        error={types.error}
        onRetry={() => void types.refetch()}
      />
    );
  }
  return types.data.map((schema) => (
    <Section key={schema.type} id={`${schema.type}-columns`} title={`Columns for ${schema.name}`}>
      <DataTable
        caption={`Columns for ${schema.name}`}
        columns={tableColumns(schema)}
        rows={schema.columns}
        rowKey={(column) => column.field}
        cardsBelow="62em"
      />
    </Section>
  ));
}

function tableColumns(schema: RecordSchema): DataColumn<Column>[] {
  return [
    {
      key: 'title',
      wide: true,
      title: 'Column',
      render: (column) => (
        <Text inherit fw={600} style={{ whiteSpace: 'nowrap' }}>
          {column.title}
        </Text>
      ),
    },
    { key: 'required', title: 'Required', render: (column) => <Required column={column} schema={schema} /> },
    {
      key: 'format',
      wide: true,
      width: '13rem',
      title: 'Format',
      render: (column) => <span className={classes['sentence']}>{describeFormat(column)}</span>,
    },
    { key: 'example', wide: true, title: 'Example', render: (column) => <code>{column.example}</code> },
    { key: 'explanation', wide: true, title: 'What it is', render: (column) => column.explanation },
  ];
}

function Required({ column, schema }: { readonly column: Column; readonly schema: RecordSchema }) {
  if (column.required) return <Pill tone="info">Required</Pill>;
  const other = schema.columns.find(({ field }) => field === column.requiredWithout);
  return other === undefined ? 'Optional' : `If ${other.title} is blank`;
}
