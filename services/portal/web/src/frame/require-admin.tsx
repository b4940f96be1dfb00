import { Outlet } from 'react-router';
import { isAdmin } from '../api/session.ts';
import { AdminIcon } from '../components/icons.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { EmptyList } from '../components/states.tsx';
import { useSession } from './session-context.ts';

/** The API refuses a learner anyway; this says so in words. */
export function RequireAdmin() {
  if (isAdmin(useSession())) return <Outlet />;
  return (
    <>
      <PageHeader title="For LMS admins" />
      <EmptyList icon={<AdminIcon size={28} />} title="This page is for LMS admins">
        Your sign-in does not have that role. Ask your LMS admin if you need it.
      </EmptyList>
    </>
  );
}
