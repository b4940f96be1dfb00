import { NavLink } from '@mantine/core';
import { useState } from 'react';
import { Link, useLocation } from 'react-router';
import { isAdmin } from '../api/session.ts';
import { PATHS } from '../app/paths.ts';
import { AdminIcon, HomeIcon, PeopleIcon, ReportsIcon } from '../components/icons.tsx';
import { NewCount } from '../notices/new-count.tsx';
import { useNotices } from '../notices/notices-context.ts';
import { text } from '../texts/texts.ts';
import { useSession } from './session-context.ts';

export function SideMenu() {
  const session = useSession();
  return (
    <nav aria-label={text('frame.main-menu')}>
      <MenuLink
        to={PATHS.home}
        label={text('frame.home')}
        icon={<HomeIcon />}
        also={PATHS.myTrainingHistory}
      />
      {isAdmin(session) && (
        <>
          <MenuLink to={PATHS.people} label={text('frame.people')} icon={<PeopleIcon />} />
          <MenuLink to={PATHS.reports} label={text('frame.reports')} icon={<ReportsIcon />} />
          <AdminMenu />
        </>
      )}
    </nav>
  );
}

function AdminMenu() {
  const { pathname } = useLocation();
  const [opened, setOpened] = useState(pathname.startsWith(PATHS.admin));
  const { ofImports } = useNotices();
  return (
    <NavLink
      component="button"
      type="button"
      label={text('frame.lms-admin')}
      leftSection={<AdminIcon />}
      opened={opened}
      onChange={setOpened}
      aria-expanded={opened}
      keepMounted={false}
      variant="light"
      style={{ borderRadius: 'var(--mantine-radius-md)' }}
    >
      <MenuLink
        to={PATHS.bulkImport}
        label={text('frame.bulk-import')}
        badge={<NewCount count={ofImports} />}
      />
      <MenuLink to={PATHS.audit} label={text('frame.audit')} />
      <MenuLink to={PATHS.notifications} label={text('frame.notifications')} />
    </NavLink>
  );
}

function MenuLink({
  to,
  label,
  icon,
  also,
  badge,
}: {
  readonly to: string;
  readonly label: string;
  readonly icon?: React.ReactNode;
  readonly also?: string;
  readonly badge?: React.ReactNode;
}) {
  const { pathname } = useLocation();
  const active = pathname === to || pathname === also || (to !== '/' && pathname.startsWith(`${to}/`));
  return (
    <NavLink
      component={Link}
      to={to}
      label={label}
      leftSection={icon}
      rightSection={badge}
      active={active}
      aria-current={active ? 'page' : undefined}
      style={{ borderRadius: 'var(--mantine-radius-md)' }}
    />
  );
}
