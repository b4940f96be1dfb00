import { Text } from '@mantine/core';
import type { CertificationRecord } from '../api/types.ts';
import type { DataColumn } from '../components/data-table.tsx';
import { Day } from '../components/time.tsx';
import { ExpiryPill } from './expiry-pill.tsx';
import { ImportLink } from './import-link.tsx';
import { RecordsTable } from './records-table.tsx';

export function CertificationsTable({
  certifications,
  search,
}: {
  readonly certifications: readonly CertificationRecord[];
  readonly search: string;
}) {
  return (
    <RecordsTable
      name="Certifications"
      records={certifications}
      search={search}
      columns={COLUMNS}
      initialSort={{ key: 'issueDate', order: 'desc' }}
      empty="No certifications have been recorded yet."
    />
  );
}

const COLUMNS: readonly DataColumn<CertificationRecord>[] = [
  {
    key: 'certificationName',
    wide: true,
    title: 'Certification',
    sortable: true,
    render: (record) => (
      <>
        <Text inherit fw={500} className="lms-any-text">
          {record.certificationName}
        </Text>
        {record.notes !== null && (
          <Text size="xs" c="dimmed" className="lms-any-text" lineClamp={3}>
            {record.notes}
          </Text>
        )}
      </>
    ),
  },
  {
    key: 'certificationNumber',
    title: 'Number',
    sortable: true,
    render: (record) => <span className="lms-any-text">{record.certificationNumber ?? '–'}</span>,
  },
  {
    key: 'issuingOrganization',
    title: 'Issued by',
    sortable: true,
    render: (record) => <span className="lms-any-text">{record.issuingOrganization ?? '–'}</span>,
  },
  { key: 'issueDate', title: 'Issued', sortable: true, render: (record) => <Day day={record.issueDate} /> },
  {
    key: 'expirationDate',
    title: 'Expires',
    sortable: true,
    render: (record) => (record.expirationDate ? <Day day={record.expirationDate} /> : '–'),
  },
  { key: 'validity', title: 'Validity', render: (record) => <ExpiryPill record={record} /> },
  {
    key: 'importId',
    title: 'Source',
    width: '10rem',
    render: (record) => <ImportLink importId={record.importId} />,
  },
];
