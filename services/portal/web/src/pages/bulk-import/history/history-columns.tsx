import type { ImportView } from '../../../api/types.ts';
import type { DataColumn } from '../../../components/data-table.tsx';
import { ImportStatusCell } from '../../../components/import-status-cell.tsx';
import { Initiator } from '../../../components/initiator.tsx';
import { StackedTime } from '../../../components/time.tsx';
import { typeName } from '../../../components/type-names.ts';
import { text } from '../../../texts/texts.ts';
import { Failures, Successes, Total } from './counts.tsx';
import { ErrorFileLink, ImportName } from './file-links.tsx';

export interface Unfolding {
  readonly isUnfolded: (id: string) => boolean;
  readonly toggle: (id: string) => void;
}

/** What the history can be sorted by, with the keys of the API. */
export const SORT_KEYS: readonly string[] = [
  'lastUpdated',
  'initiatedBy',
  'type',
  'status',
  'total',
  'successes',
  'failures',
  'fileName',
];

/** The columns of the Import History. */
export function historyColumns({ isUnfolded, toggle }: Unfolding): DataColumn<ImportView>[] {
  const columns: DataColumn<ImportView>[] = [
    {
      key: 'lastUpdated',
      title: text('bulk-import.last-updated'),
      width: '7.5rem',
      render: (item) => <StackedTime instant={item.lastUpdated} />,
    },
    {
      key: 'initiatedBy',
      title: text('bulk-import.initiated-by'),
      render: (item) => <Initiator item={item} />,
    },
    { key: 'type', title: text('bulk-import.type'), render: (item) => typeName(item.type) },
    {
      key: 'status',
      title: text('bulk-import.status'),
      width: '11.5rem',
      render: (item) => <ImportStatusCell item={item} />,
    },
    {
      key: 'total',
      title: text('imports.total'),
      align: 'end',
      render: (item) => <Total item={item} />,
    },
    {
      key: 'successes',
      title: text('imports.successes'),
      align: 'end',
      render: (item) => <Successes item={item} />,
    },
    {
      key: 'failures',
      title: text('imports.failures'),
      align: 'end',
      render: (item) => (
        <Failures item={item} isUnfolded={isUnfolded(item.id)} onToggle={() => toggle(item.id)} />
      ),
    },
    {
      key: 'errorFile',
      title: text('bulk-import.error-files'),
      render: (item) => <ErrorFileLink item={item} />,
    },
    {
      key: 'fileName',
      title: text('bulk-import.original-file'),
      render: (item) => <ImportName item={item} />,
    },
  ];
  return columns.map((column) => ({ ...column, sortable: SORT_KEYS.includes(column.key) }));
}
