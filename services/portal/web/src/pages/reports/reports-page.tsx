import { Anchor, Paper, SimpleGrid, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { reportListQuery } from '../../api/reports.ts';
import { reportPath } from '../../app/paths.ts';
import { ReportsIcon } from '../../components/icons.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { EmptyList, ErrorState, LoadingRows } from '../../components/states.tsx';
import { text } from '../../texts/texts.ts';
import { reportText } from './report-texts.ts';
import classes from './reports.module.css';

export function ReportsPage() {
  return (
    <>
      <PageHeader title={text('reports.title')} description={text('reports.about')} />
      <ReportList />
    </>
  );
}

function ReportList() {
  const reports = useQuery(reportListQuery);
  if (reports.isPending) return <LoadingRows rows={4} label={text('reports.list-loading')} />;
  if (reports.data === undefined) {
    return (
      <ErrorState
        title={text('reports.list-not-loaded')}
        error={reports.error}
        onRetry={() => void reports.refetch()}
      />
    );
  }
  if (reports.data.length === 0)
    return <EmptyList icon={<ReportsIcon size={28} />} title={text('reports.none')} />;
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
      {reports.data.map(({ name, title }) => (
        <Paper key={name} className={classes['card'] ?? ''}>
          <Title order={2} size="h3" mb={4}>
            <Anchor component={Link} to={reportPath(name)} inherit className={classes['link'] ?? ''}>
              {title}
            </Anchor>
          </Title>
          <Text size="sm" c="dimmed">
            {reportText(name)}
          </Text>
        </Paper>
      ))}
    </SimpleGrid>
  );
}
