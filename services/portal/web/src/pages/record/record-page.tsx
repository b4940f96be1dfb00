import { Anchor, Breadcrumbs, Paper, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { ApiProblem } from '../../api/client.ts';
import { courseHistoryQuery, personQuery } from '../../api/people.ts';
import type { RecordState } from '../../api/types.ts';
import { PATHS, personPath } from '../../app/paths.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { Pager } from '../../components/pager.tsx';
import { ErrorState, LoadingRows } from '../../components/states.tsx';
import { usePaging } from '../../components/use-paging.ts';
import { NotFoundPage } from '../../frame/not-found-page.tsx';
import { text } from '../../texts/texts.ts';
import { RecordActions } from './record-actions.tsx';
import { StateList } from './state-list.tsx';

/** A person's course record: where it came from, and what it was before. */
export function RecordPage() {
  const { personId = '', courseNumber = '' } = useParams();
  const paging = usePaging();
  const { limit, cursor } = paging;
  const history = useQuery(courseHistoryQuery({ personId, courseNumber }, { limit, cursor }));
  if (history.isPending) return <LoadingRows label={text('record.loading')} />;
  if (history.data === undefined) {
    if (history.error instanceof ApiProblem && history.error.status === 404) return <NotFoundPage />;
    return (
      <ErrorState
        title={text('record.not-loaded')}
        error={history.error}
        onRetry={() => void history.refetch()}
      />
    );
  }
  const { items, next } = history.data;
  return (
    <>
      <Heading personId={personId} courseNumber={courseNumber} latest={items[0]} />
      {items[0]?.outcome === 'current' && (
        <RecordActions personId={personId} states={items} isWhole={next === null} />
      )}
      <Paper component="section" aria-labelledby="states-title" p={{ base: 'md', sm: 'lg' }}>
        <Stack gap="md">
          <Title order={2} size="h3" id="states-title">
            {text('record.history')}
          </Title>
          <StateList states={items} />
          {(next !== null || cursor !== null) && (
            <Pager paging={paging} next={next} label={text('record.history-pages')} />
          )}
        </Stack>
      </Paper>
    </>
  );
}

interface HeadingProps {
  readonly personId: string;
  readonly courseNumber: string;
  readonly latest: RecordState | undefined;
}

function Heading({ personId, courseNumber, latest }: HeadingProps) {
  const { data: person } = useQuery(personQuery(personId));
  const name = person === undefined ? text('people.profile') : `${person.firstName} ${person.lastName}`;
  return (
    <Stack gap="xs">
      <Breadcrumbs aria-label={text('components.where-you-are')} component="nav">
        <Anchor component={Link} to={PATHS.people} size="sm">
          {text('people.title')}
        </Anchor>
        <Anchor component={Link} to={personPath(personId)} size="sm" className="lms-any-text">
          {name}
        </Anchor>
        <Text size="sm" c="dimmed" className="lms-any-text">
          {courseNumber}
        </Text>
      </Breadcrumbs>
      <PageHeader
        title={latest?.record.courseName ?? courseNumber}
        description={
          latest?.outcome === 'current'
            ? text('record.about', { courseNumber })
            : text('record.about-none-now', { courseNumber })
        }
      />
    </Stack>
  );
}
