import { Anchor, Breadcrumbs, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { ApiProblem } from '../../api/client.ts';
import { personQuery, personTrainingQuery } from '../../api/people.ts';
import { PATHS } from '../../app/paths.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { ErrorState, LoadingRows } from '../../components/states.tsx';
import { NotFoundPage } from '../../frame/not-found-page.tsx';
import { text } from '../../texts/texts.ts';
import { HistoryActions } from '../../training/history-actions.tsx';
import { TrainingHistory } from '../../training/training-history.tsx';
import { describePerson } from './describe-person.ts';

/** People > User profile: the admin's view of a person's training history. */
export function PersonPage() {
  const { personId = '' } = useParams();
  const person = useQuery(personQuery(personId));
  if (person.isPending) return <LoadingRows label={text('people.profile-loading')} />;
  if (person.data === undefined) {
    if (person.error instanceof ApiProblem && person.error.status === 404) return <NotFoundPage />;
    return (
      <ErrorState
        title={text('people.profile-not-loaded')}
        error={person.error}
        onRetry={() => void person.refetch()}
      />
    );
  }
  const { firstName, lastName } = person.data;
  return (
    <>
      <Stack gap="xs">
        <Breadcrumbs aria-label={text('components.where-you-are')} component="nav">
          <Anchor component={Link} to={PATHS.people} size="sm">
            {text('people.title')}
          </Anchor>
          <Text size="sm" c="dimmed" className="lms-any-text">
            {firstName} {lastName}
          </Text>
        </Breadcrumbs>
        <PageHeader
          title={`${firstName} ${lastName}`}
          description={describePerson(person.data)}
          actions={<HistoryActions personId={personId} />}
        />
      </Stack>
      <PersonTraining personId={personId} />
    </>
  );
}

function PersonTraining({ personId }: { readonly personId: string }) {
  const training = useQuery(personTrainingQuery(personId));
  if (training.isPending) return <LoadingRows rows={8} label={text('training.loading')} />;
  if (training.data === undefined) {
    return (
      <ErrorState
        title={text('training.not-loaded')}
        error={training.error}
        onRetry={() => void training.refetch()}
      />
    );
  }
  return <TrainingHistory training={training.data} personId={personId} />;
}
