import { Paper, Text, Title } from '@mantine/core';
import type { CheckSampleView, CheckView, RecordType } from '../../../api/types.ts';
import { ChangeList } from '../../../components/change-list.tsx';
import { type DataColumn, DataTable } from '../../../components/data-table.tsx';
import { formatNumber } from '../../../components/format.ts';

/** The first records that would be overwritten, with what changes in each. */
export function ChangedRecords({ check, type }: { readonly check: CheckView; readonly type: RecordType }) {
  const { samples, overwritten } = check;
  if (samples.length === 0) return null;
  const isAll = overwritten === samples.length;
  return (
    <Paper component="section" aria-labelledby="changed-title" p={{ base: 'md', sm: 'lg' }}>
      <Title order={2} size="h3" id="changed-title">
        Records that change
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {isAll
          ? 'All records that would be overwritten.'
          : `The first ${formatNumber(samples.length)} of ${formatNumber(overwritten ?? 0)} records that would be overwritten.`}
      </Text>
      <DataTable
        caption="Records that change"
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
      title: 'Row',
      align: 'end',
      width: '4rem',
      render: ({ line, row }) => formatNumber(line ?? row),
    },
    {
      key: 'person',
      title: 'Person',
      render: ({ person }) => <span className="lms-any-text">{person}</span>,
    },
    {
      key: 'record',
      title: 'Course number',
      render: ({ record }) => <span className="lms-any-text">{record}</span>,
    },
    {
      key: 'changes',
      title: 'What changes',
      wide: true,
      render: ({ changes }) => <ChangeList type={type} changes={changes} />,
    },
  ];
}
