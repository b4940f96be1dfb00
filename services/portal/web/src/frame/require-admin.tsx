import { Outlet } from 'react-router';
import { isAdmin } from '../api/session.ts';
import { AdminIcon } from '../components/icons.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { EmptyList } from '../components/states.tsx';
import { text } from '../texts/texts.ts';
import { useSession } from './session-context.ts';

/** The API refuses a learner anyway; this says so in words. */
export function RequireAdmin() {
  if (isAdmin(useSession())) return <Outlet />;
  return (
    <>
      <PageHeader title={text('frame.for-admins')} />
      <EmptyList icon={<AdminIcon size={28} />} title={text('frame.for-admins.this-page')}>
        {text('frame.for-admins.why')}
      </EmptyList>
    </>
  );
}
