import { Anchor, Breadcrumbs, Button, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { type ReportInfo, reportDownloadAddress, reportListQuery } from '../../api/reports.ts';
import { PATHS, reportPath } from '../../app/paths.ts';
import { DownloadIcon } from '../../components/icons.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { ErrorState, LoadingRows } from '../../components/states.tsx';
import { NotFoundPage } from '../../frame/not-found-page.tsx';
import { text } from '../../texts/texts.ts';
import { reportText } from '../reports/report-texts.ts';
import { CopyLink } from './copy-link.tsx';
import { ReportChart } from './report-chart.tsx';
import { ReportFilters } from './report-filters.tsx';
import { ReportTable } from './report-table.tsx';
import { useReportParameters } from './use-report-parameters.ts';

export function ReportPage() {
  const { name = '' } = useParams();
  const reports = useQuery(reportListQuery);
  if (reports.isPending) return <LoadingRows rows={8} label={text('reports.loading')} />;
  if (reports.data === undefined) {
    return (
      <ErrorState
        title={text('reports.not-loaded')}
        error={reports.error}
        onRetry={() => void reports.refetch()}
      />
    );
  }
  const info = reports.data.find((report) => report.name === name);
  // Another report starts with empty fields.
  return info === undefined ? <NotFoundPage /> : <Report key={name} info={info} />;
}

function Report({ info }: { readonly info: ReportInfo }) {
  const state = useReportParameters(info);
  const { drillDown } = state;
  return (
    <>
      <Stack gap="xs">
        <Breadcrumbs aria-label={text('components.where-you-are')} component="nav">
          <Anchor component={Link} to={PATHS.reports} size="sm">
            {text('reports.title')}
          </Anchor>
          {drillDown === undefined ? (
            <Text size="sm" c="dimmed">
              {info.title}
            </Text>
          ) : (
            <Anchor component={Link} to={reportPath(info.name)} size="sm">
              {info.title}
            </Anchor>
          )}
          {drillDown && (
            <Text size="sm" c="dimmed" className="lms-any-text">
              {drillDown}
            </Text>
          )}
        </Breadcrumbs>
        <PageHeader
          title={drillDown ?? info.title}
          description={drillDown === undefined ? reportText(info.name) : text('reports.about-records')}
          actions={
            <>
              <CopyLink />
              <Button
                component="a"
                href={reportDownloadAddress(info.name, state.parameters)}
                download
                variant="default"
                leftSection={<DownloadIcon size={16} />}
              >
                {text('reports.download')}
              </Button>
            </>
          }
        />
      </Stack>
      {drillDown === undefined && <ReportChart name={info.name} parameters={state.selection} />}
      <ReportFilters info={info} filters={state.filters} />
      <ReportTable info={info} state={state} />
    </>
  );
}
