import { Tabs } from '@mantine/core';
import { Outlet, useLocation, useNavigate } from 'react-router';
import { PATHS } from '../../app/paths.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { useSession } from '../../frame/session-context.ts';
import { text } from '../../texts/texts.ts';

/** The homepage; each tab has an address of its own. */
export function HomePage() {
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const { name } = useSession();
  return (
    <>
      <PageHeader title={text('home.title')} description={text('home.welcome', { name })} />
      <Tabs value={pathname} onChange={(path) => path !== null && void navigate(path)} keepMounted={false}>
        <Tabs.List mb="lg">
          <Tabs.Tab value={PATHS.home}>{text('home.overview')}</Tabs.Tab>
          <Tabs.Tab value={PATHS.myTrainingHistory}>{text('home.my-training-history')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value={pathname}>
          <Outlet />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
