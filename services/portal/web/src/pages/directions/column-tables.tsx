import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { formatValues, requirementValues } from '#shared/csv/column-format.ts';
import { columnTexts } from '#shared/csv/column-texts.ts';
import { recordTypesQuery } from '../../api/record-types.ts';
import type { Column, RecordSchema } from '../../api/types.ts';
import { columnTitle } from '../../components/column-title.ts';
import { type DataColumn, DataTable } from '../../components/data-table.tsx';
import { Pill } from '../../components/pill.tsx';
import { ErrorState, LoadingRows } from '../../components/states.tsx';
import { currentLanguage, text } from '../../texts/texts.ts';
import classes from './directions.module.css';
import { Section } from './section.tsx';

/** Every column of both templates. */
export function ColumnTables() {
  const types = useQuery(recordTypesQuery);
  if (types.isPending) return <LoadingRows rows={10} label={text('directions-page.columns-loading')} />;
  if (types.data === undefined) {
    return (
      <ErrorState
        title={text('directions-page.columns-not-loaded')}
        error={types.error}
        onRetry={() => void types.refetch()}
      />
    );
  }
  return types.data.map((schema) => (
    <Section
      key={schema.type}
      id={`${schema.type}-columns`}
      title={text('directions.columns', { type: schema.type })}
    >
      <DataTable
        caption={text('directions.columns', { type: schema.type })}
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
      title: text('directions-page.column'),
      render: (column) => (
        <Text inherit fw={600} style={{ whiteSpace: 'nowrap' }}>
          {columnTitle(column)}
        </Text>
      ),
    },
    {
      key: 'required',
      title: text('directions-page.required'),
      render: (column) => <Required column={column} schema={schema} />,
    },
    {
      key: 'format',
      wide: true,
      width: '13rem',
      title: text('directions-page.format'),
      render: (column) => (
        <span className={classes['sentence']}>{text('directions.format', formatValues(column))}</span>
      ),
    },
    {
      key: 'example',
      wide: true,
      title: text('directions-page.example'),
      render: (column) => <code>{column.example}</code>,
    },
    {
      key: 'explanation',
      wide: true,
      title: text('directions-page.explanation'),
      render: (column) => columnTexts(column, currentLanguage()).explanation,
    },
  ];
}

function Required({ column, schema }: { readonly column: Column; readonly schema: RecordSchema }) {
  const words = text('directions.requirement', requirementValues(column, schema.columns, currentLanguage()));
  return column.required ? <Pill tone="info">{words}</Pill> : words;
}
