import type { ImportView } from '../../../api/types.ts';
import type { DataColumn } from '../../../components/data-table.tsx';
import { ImportStatusCell } from '../../../components/import-status-cell.tsx';
import { Initiator } from '../../../components/initiator.tsx';
import { StackedTime } from '../../../components/time.tsx';
import { typeName } from '../../../components/type-names.ts';
import { Failures, Successes, Total } from './counts.tsx';
import { ErrorFileLink, ImportName } from './file-links.tsx';

export interface Unfolding {
  readonly isUnfolded: (id: string) => boolean;
  readonly toggle: (id: string) => void;
}

/** The columns of the Import History; those that can be sorted by have the keys of the API. */
export function historyColumns({ isUnfolded, toggle }: Unfolding): DataColumn<ImportView>[] {
  return [
    {
      key: 'lastUpdated',
      title: 'Last Updated',
      width: '7.5rem',
      sortable: true,
      render: (item) => <StackedTime instant={item.lastUpdated} />,
    },
    {
      key: 'initiatedBy',
      title: 'Initiated by',
      sortable: true,
      render: (item) => <Initiator item={item} />,
    },
    { key: 'type', title: 'Type', sortable: true, render: (item) => typeName(item.type) },
    {
      key: 'status',
      title: 'Status',
      width: '11.5rem',
      sortable: true,
      render: (item) => <ImportStatusCell item={item} />,
    },
    {
      key: 'total',
      title: 'Total',
      align: 'end',
      sortable: true,
      render: (item) => <Total item={item} />,
    },
    {
      key: 'successes',
      title: 'Successes',
      align: 'end',
      sortable: true,
      render: (item) => <Successes item={item} />,
    },
    {
      key: 'failures',
      title: 'Failures',
      align: 'end',
      sortable: true,
      render: (item) => (
        <Failures item={item} isUnfolded={isUnfolded(item.id)} onToggle={() => toggle(item.id)} />
      ),
    },
    { key: 'errorFile', title: 'Error files', render: (item) => <ErrorFileLink item={item} /> },
    {
      key: 'fileName',
      title: 'Original file',
      sortable: true,
      render: (item) => <ImportName item={item} />,
    },
  ];
}

/** What the history can be sorted by. */
export const SORT_KEYS: readonly string[] = historyColumns({ isUnfolded: () => false, toggle: () => {} })
  .filter(({ sortable }) => sortable)
  .map(({ key }) => key);
