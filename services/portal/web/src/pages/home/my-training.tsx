import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ApiProblem } from '../../api/client.ts';
import { myTrainingQuery } from '../../api/people.ts';
import type { Training } from '../../api/types.ts';
import { PeopleIcon } from '../../components/icons.tsx';
import { EmptyList, ErrorState, LoadingRows } from '../../components/states.tsx';

/** Shows something of the own training history, once it is here. */
export function MyTraining({ children }: { readonly children: (training: Training) => ReactNode }) {
  const training = useQuery(myTrainingQuery);
  if (training.isPending) return <LoadingRows label="Loading your training history" />;
  if (training.data !== undefined) return children(training.data);
  if (training.error instanceof ApiProblem && training.error.status === 404) {
    return (
      <EmptyList icon={<PeopleIcon size={28} />} title="No training history for this sign-in">
        Nobody in People has your username. Ask your LMS admin if that is not right.
      </EmptyList>
    );
  }
  return (
    <ErrorState
      title="Your training history could not be loaded"
      error={training.error}
      onRetry={() => void training.refetch()}
    />
  );
}
