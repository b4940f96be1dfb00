import { Anchor, AppShell, Burger, Container, Group, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useEffect, useRef } from 'react';
import { type Location, Outlet, ScrollRestoration, useLocation } from 'react-router';
import { NoticesMenu } from '../notices/notices-menu.tsx';
import { NoticesProvider } from '../notices/notices-provider.tsx';
import { text } from '../texts/texts.ts';
import { UploadGuard } from '../uploads/upload-guard.tsx';
import { AccountMenu } from './account-menu.tsx';
import { Brand } from './brand.tsx';
import classes from './frame.module.css';
import { SendingProgress } from './sending-progress.tsx';
import { SideMenu } from './side-menu.tsx';

/** What is around every page: the side menu, who is signed in for which tenant, and the page itself. */
export function Frame() {
  return (
    <NoticesProvider>
      <FrameContent />
    </NoticesProvider>
  );
}

function FrameContent() {
  const [menuOpened, menu] = useDisclosure(false);
  useFocusOnNewPage(menu.close);
  return (
    <AppShell
      header={{ height: 60 }}
      navbar={{ width: 240, breakpoint: 'md', collapsed: { mobile: !menuOpened } }}
      padding={0}
    >
      <Anchor href="#page-title" className="lms-skip-link">
        {text('frame.skip-to-page')}
      </Anchor>
      <AppShell.Header className={classes['header'] ?? ''}>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger
              opened={menuOpened}
              onClick={menu.toggle}
              hiddenFrom="md"
              size="sm"
              aria-label={text(menuOpened ? 'frame.close-menu' : 'frame.open-menu')}
              aria-expanded={menuOpened}
            />
            <Brand />
          </Group>
          <Group gap="xs" wrap="nowrap">
            <SendingProgress />
            <NoticesMenu />
            <AccountMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm" className={classes['navbar'] ?? ''}>
        <SideMenu />
      </AppShell.Navbar>
      <AppShell.Main>
        <Container size={1240} px={{ base: 'md', sm: 'xl' }} py={{ base: 'lg', sm: 'xl' }}>
          <Stack gap="lg">
            <Outlet />
          </Stack>
        </Container>
      </AppShell.Main>
      <ScrollRestoration getKey={scrollKey} />
      <UploadGuard />
    </AppShell>
  );
}

/**
 * A page that was loaded again has the key `default` whatever its address: without the address it would open where
 * another page was scrolled to.
 */
function scrollKey({ key, pathname, search }: Location): string {
  return key === 'default' ? pathname + search : key;
}

/** Leads keyboard and screen reader to a new page's heading, as loading it would; not when only a filter changed. */
function useFocusOnNewPage(closeMenu: () => void): void {
  const { pathname } = useLocation();
  const shown = useRef(pathname);
  useEffect(() => {
    if (shown.current === pathname) return;
    shown.current = pathname;
    closeMenu();
    document.getElementById('page-title')?.focus({ preventScroll: true });
  }, [pathname, closeMenu]);
}
