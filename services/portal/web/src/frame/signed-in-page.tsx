import { CheckIcon } from '../components/icons.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { EmptyList } from '../components/states.tsx';
import { text } from '../texts/texts.ts';

/** Where who was signed out in another tab arrives after signing in again. */
export function SignedInPage() {
  return (
    <>
      <PageHeader title={text('frame.signed-in')} />
      <EmptyList icon={<CheckIcon size={28} />} title={text('frame.signed-in.go-back')}>
        {text('frame.signed-in.continues')}
      </EmptyList>
    </>
  );
}
