import { CheckIcon } from '../components/icons.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { EmptyList } from '../components/states.tsx';

/** Where who was signed out in another tab arrives after signing in again. */
export function SignedInPage() {
  return (
    <>
      <PageHeader title="You are signed in" />
      <EmptyList icon={<CheckIcon size={28} />} title="Go back to the tab that you came from">
        It continues where you were. You can close this one.
      </EmptyList>
    </>
  );
}
