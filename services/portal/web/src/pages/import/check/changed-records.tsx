import { Paper, Text, Title } from '@mantine/core';
import type { CheckSampleView, CheckView, RecordType } from '../../../api/types.ts';
import { ChangeList } from '../../../components/change-list.tsx';
import { type DataColumn, DataTable } from '../../../components/data-table.tsx';
import { formatNumber } from '../../../components/format.ts';
import { text } from '../../../texts/texts.ts';

/** The first records that would be overwritten, with what changes in each. */
export function ChangedRecords({ check, type }: { readonly check: CheckView; readonly type: RecordType }) {
  const { samples, overwritten } = check;
  if (samples.length === 0) return null;
  const isAll = overwritten === samples.length;
  return (
    <Paper component="section" aria-labelledby="changed-title" p={{ base: 'md', sm: 'lg' }}>
      <Title order={2} size="h3" id="changed-title">
        {text('check.changed-records')}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {isAll
          ? text('check.changed-records-all')
          : text('check.changed-records-first', { shown: samples.length, all: overwritten ?? 0 })}
      </Text>
      <DataTable
        caption={text('check.changed-records')}
        columns={columnsOf(type)}
        rows={samples}
        rowKey={({ row }) => String(row)}
      />
    </Paper>
  );
}

function columnsOf(type: RecordType): DataColumn<CheckSampleView>[] {
  return [
    {
      key: 'row',
      title: text('check.row'),
      align: 'end',
      width: '4rem',
      render: ({ line, row }) => formatNumber(line ?? row),
    },
    {
      key: 'person',
      title: text('check.person'),
      render: ({ person }) => <span className="lms-any-text">{person}</span>,
    },
    {
      key: 'record',
      title: text('check.course-number'),
      render: ({ record }) => <span className="lms-any-text">{record}</span>,
    },
    {
      key: 'changes',
      title: text('check.changes'),
      wide: true,
      render: ({ changes }) => <ChangeList type={type} changes={changes} />,
    },
  ];
}
