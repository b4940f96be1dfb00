import { Text } from '@mantine/core';
import type { CertificationRecord } from '../api/types.ts';
import type { DataColumn } from '../components/data-table.tsx';
import { typeName } from '../components/type-names.ts';
import { text } from '../texts/texts.ts';
import { expiryOf, latestCertifications } from './expiry.ts';
import { ValidityPill } from './expiry-pill.tsx';
import { labelledColumns, RecordDetails } from './record-columns.tsx';
import { CertificationSource } from './record-source.tsx';
import { RecordsTable } from './records-table.tsx';

export function CertificationsTable({
  certifications,
  search,
  personId,
}: {
  readonly certifications: readonly CertificationRecord[];
  readonly search: string;
  /** whose they are, where an admin looks at them */
  readonly personId: string | undefined;
}) {
  const latest = latestCertifications(certifications);
  return (
    <RecordsTable
      name={typeName('certifications')}
      records={certifications}
      search={search}
      columns={columnsOf(personId, latest)}
      initialSort={{ key: 'issueDate', order: 'desc' }}
      empty={text('training.no-certifications')}
    />
  );
}

const columnsOf = (
  personId: string | undefined,
  latest: ReadonlySet<CertificationRecord>,
): readonly DataColumn<CertificationRecord>[] => [
  {
    key: 'certificationName',
    wide: true,
    title: text('training.certification'),
    sortable: true,
    render: (record) => (
      <>
        <Text inherit fw={500} className="lms-any-text">
          {record.certificationName}
        </Text>
        <RecordDetails type="certifications" record={record} shown={['certificationName']} />
      </>
    ),
  },
  ...labelledColumns('certifications'),
  {
    key: 'validity',
    title: text('training.validity'),
    render: (record) => (
      <ValidityPill
        validity={latest.has(record) ? expiryOf(record, new Date()) : 'renewed'}
        expirationDate={record.expirationDate}
      />
    ),
  },
  {
    key: 'importId',
    title: text('training.source'),
    width: '10rem',
    render: (record) => <CertificationSource record={record} personId={personId} />,
  },
];
