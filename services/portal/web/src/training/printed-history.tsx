import { Anchor, Button, Group, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { RecordType } from '#shared/csv/record-types.ts';
import { recordTable } from '#shared/records/record-table.ts';
import { trainingDownloadAddress, wholeTrainingQuery } from '../api/people.ts';
import type { CertificationRecord, RecordFields, Training } from '../api/types.ts';
import { columnTitle } from '../components/column-title.ts';
import { formatDay } from '../components/format.ts';
import { DownloadIcon } from '../components/icons.tsx';
import { ErrorState, LoadingRows } from '../components/states.tsx';
import { typeName } from '../components/type-names.ts';
import { useSession } from '../frame/session-context.ts';
import { text } from '../texts/texts.ts';
import { expiryOf, latestCertifications } from './expiry.ts';
import { describeValidity } from './expiry-pill.tsx';
import classes from './printed-history.module.css';
import { RecordValue } from './record-columns.tsx';

interface PrintedHistoryProps {
  readonly name: string;
  /** What else says who it is. */
  readonly description: string;
  /** Whose history it is; the reader's own where it is left out. */
  readonly personId?: string;
  /** The page that it is printed from. */
  readonly back: string;
}

/** A whole training history as a document, to be printed or kept as PDF. */
export function PrintedHistory({ name, description, personId, back }: PrintedHistoryProps) {
  const title = text('training.title', { name });
  useDocumentTitle(title);
  const { tenant } = useSession();
  const training = useQuery(wholeTrainingQuery(personId));
  return (
    <main className={classes['document']}>
      <Group className="lms-not-printed" justify="space-between" mb="xl" gap="sm">
        <Anchor component={Link} to={back}>
          {text('training.back')}
        </Anchor>
        <Group gap="sm">
          <Button
            component="a"
            href={trainingDownloadAddress(personId)}
            download
            variant="default"
            leftSection={<DownloadIcon size={16} />}
          >
            {text('training.download')}
          </Button>
          <Button disabled={training.data === undefined} onClick={() => window.print()}>
            {text('training.print')}
          </Button>
        </Group>
      </Group>
      <Title order={1} size="h2" id="page-title" tabIndex={-1} className="lms-any-text">
        {title}
      </Title>
      <Text className="lms-any-text">{description}</Text>
      <Text size="sm" c="dimmed" mb="lg">
        {text('training.as-of', {
          organization: tenant.name,
          day: formatDay(new Date().toISOString().slice(0, 10)),
        })}
      </Text>
      {training.isPending && <LoadingRows label={text('training.loading')} />}
      {training.isError && training.data === undefined && (
        <ErrorState
          title={text('training.not-loaded')}
          error={training.error}
          onRetry={() => void training.refetch()}
        />
      )}
      {training.data !== undefined && <Records training={training.data} />}
    </main>
  );
}

function Records({ training: { courses, certifications } }: { readonly training: Training }) {
  const latest = latestCertifications(certifications);
  const validityOf = (record: CertificationRecord): string =>
    describeValidity({
      validity: latest.has(record) ? expiryOf(record, new Date()) : 'renewed',
      expirationDate: record.expirationDate,
    });
  return (
    <>
      <RecordTable
        title={typeName('courses')}
        type="courses"
        fields={[
          'courseName',
          'courseNumber',
          'courseType',
          'completionDate',
          'score',
          'credits',
          'provider',
        ]}
        records={courses}
      />
      <RecordTable
        title={typeName('certifications')}
        type="certifications"
        fields={[
          'certificationName',
          'certificationNumber',
          'issuingOrganization',
          'issueDate',
          'expirationDate',
        ]}
        records={certifications}
        last={{ title: text('training.validity'), valueOf: validityOf }}
      />
    </>
  );
}

interface RecordTableProps<Row extends RecordFields> {
  readonly title: string;
  readonly type: RecordType;
  readonly fields: readonly string[];
  readonly records: readonly Row[];
  readonly last?: { readonly title: string; readonly valueOf: (record: Row) => string };
}

function RecordTable<Row extends RecordFields>({
  title,
  type,
  fields,
  records,
  last,
}: RecordTableProps<Row>) {
  const stored = recordTable(type).stored.map(({ column }) => column);
  const columns = fields.flatMap((field) => stored.filter((column) => column.field === field));
  return (
    <section className={classes['section']}>
      <Title order={2} size="h3" mb="xs">
        {title}
      </Title>
      {records.length === 0 ? (
        <Text size="sm">{text('training.none-recorded')}</Text>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls on a narrow window must be reachable by keyboard
        <section className={classes['scroller']} aria-label={title} tabIndex={0}>
          <table className={classes['table']}>
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column.field} scope="col">
                    {columnTitle(column)}
                  </th>
                ))}
                {last && <th scope="col">{last.title}</th>}
              </tr>
            </thead>
            <tbody>
              {records.map((record, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: they never change their places
                <tr key={index}>
                  {columns.map((column) => (
                    <td key={column.field}>
                      <RecordValue column={column} record={record} />
                    </td>
                  ))}
                  {last && <td>{last.valueOf(record)}</td>}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  );
}
