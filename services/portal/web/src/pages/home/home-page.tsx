import { Tabs } from '@mantine/core';
import { Outlet, useLocation, useNavigate } from 'react-router';
import { PATHS } from '../../app/paths.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { useSession } from '../../frame/session-context.ts';

/** The homepage; each tab has an address of its own. */
export function HomePage() {
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const { name } = useSession();
  return (
    <>
      <PageHeader title="Home" description={`Welcome, ${name}.`} />
      <Tabs value={pathname} onChange={(path) => path !== null && void navigate(path)} keepMounted={false}>
        <Tabs.List mb="lg">
          <Tabs.Tab value={PATHS.home}>Overview</Tabs.Tab>
          <Tabs.Tab value={PATHS.myTrainingHistory}>My Training History</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value={pathname}>
          <Outlet />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
