import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ApiProblem } from '../../api/client.ts';
import { myTrainingQuery } from '../../api/people.ts';
import type { Training } from '../../api/types.ts';
import { PeopleIcon } from '../../components/icons.tsx';
import { EmptyList, ErrorState, LoadingRows } from '../../components/states.tsx';
import { text } from '../../texts/texts.ts';

/** Shows something of the own training history, once it is here. */
export function MyTraining({ children }: { readonly children: (training: Training) => ReactNode }) {
  const training = useQuery(myTrainingQuery);
  if (training.isPending) return <LoadingRows label={text('home.my-training.loading')} />;
  if (training.data !== undefined) return children(training.data);
  if (training.error instanceof ApiProblem && training.error.status === 404) {
    return (
      <EmptyList icon={<PeopleIcon size={28} />} title={text('home.my-training.nobody')}>
        {text('home.my-training.nobody-why')}
      </EmptyList>
    );
  }
  return (
    <ErrorState
      title={text('home.my-training.not-loaded')}
      error={training.error}
      onRetry={() => void training.refetch()}
    />
  );
}
