import { Anchor, Text } from '@mantine/core';
import { Link } from 'react-router';
import { isUnapplied } from '../../../api/imports.ts';
import type { ImportView } from '../../../api/types.ts';
import { importPath } from '../../../app/paths.ts';
import type { DataColumn } from '../../../components/data-table.tsx';
import { formatNumber } from '../../../components/format.ts';
import { ImportStatusCell } from '../../../components/import-status-cell.tsx';
import { StackedTime } from '../../../components/time.tsx';
import { TYPE_NAMES } from '../../../components/type-names.ts';
import { ErrorFileLink, None, OriginalFileLink } from './file-links.tsx';
import { ReasonsToggle } from './reasons-toggle.tsx';

export interface Unfolding {
  readonly isUnfolded: (id: string) => boolean;
  readonly toggle: (id: string) => void;
}

/** The columns of the Import History. */
export function historyColumns({ isUnfolded, toggle }: Unfolding): DataColumn<ImportView>[] {
  return [
    {
      key: 'lastUpdated',
      title: 'Last Updated',
      width: '7.5rem',
      render: (item) => (
        <Anchor component={Link} to={importPath(item.id)} inherit c="inherit">
          <StackedTime instant={item.lastUpdated} />
        </Anchor>
      ),
    },
    {
      key: 'initiatedBy',
      title: 'Initiated by',
      render: (item) => <span className="lms-any-text">{item.initiatedBy}</span>,
    },
    { key: 'type', title: 'Type', render: (item) => TYPE_NAMES[item.type] },
    { key: 'status', title: 'Status', width: '12rem', render: (item) => <ImportStatusCell item={item} /> },
    {
      key: 'total',
      title: 'Total',
      align: 'end',
      render: (item) =>
        item.total === null ? (
          <Text c="dimmed" inherit component="span" title="Not known yet">
            …
          </Text>
        ) : (
          formatNumber(item.total)
        ),
    },
    {
      key: 'successes',
      title: 'Successes',
      align: 'end',
      render: (item) => (isUnapplied(item) ? <NotYet /> : formatNumber(item.successes)),
    },
    {
      key: 'failures',
      title: 'Failures',
      align: 'end',
      render: (item) => {
        if (isUnapplied(item)) return <NotYet />;
        if (item.failures === 0) return formatNumber(0);
        return <ReasonsToggle item={item} expanded={isUnfolded(item.id)} onToggle={() => toggle(item.id)} />;
      },
    },
    { key: 'errorFile', title: 'Error file', render: (item) => <ErrorFileLink item={item} /> },
    {
      key: 'originalFile',
      wide: true,
      title: 'Original file',
      render: (item) => <OriginalFileLink item={item} />,
    },
  ];
}

/** The check knows what the counts would be; they are no import's yet. */
function NotYet() {
  return <None>Not imported yet</None>;
}
