import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { ApiProblem } from '../../api/client.ts';
import { personQuery } from '../../api/people.ts';
import { personPath } from '../../app/paths.ts';
import { ErrorState, LoadingRows } from '../../components/states.tsx';
import { NotFoundPage } from '../../frame/not-found-page.tsx';
import { text } from '../../texts/texts.ts';
import { PrintedHistory } from '../../training/printed-history.tsx';
import { describePerson } from './describe-person.ts';

/** A person's training history as a document. */
export function PrintedPersonPage() {
  const { personId = '' } = useParams();
  const person = useQuery(personQuery(personId));
  if (person.isPending) return <LoadingRows label={text('training.loading')} />;
  if (person.data === undefined) {
    if (person.error instanceof ApiProblem && person.error.status === 404) return <NotFoundPage />;
    return (
      <ErrorState
        title={text('training.not-loaded')}
        error={person.error}
        onRetry={() => void person.refetch()}
      />
    );
  }
  const { firstName, lastName } = person.data;
  return (
    <PrintedHistory
      name={`${firstName} ${lastName}`}
      description={describePerson(person.data)}
      personId={personId}
      back={personPath(personId)}
    />
  );
}
