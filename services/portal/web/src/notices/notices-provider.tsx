import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useLocation } from 'react-router';
import { markNoticesSeen, type NoticeView, noticesQuery } from '../api/notifications.ts';
import { isAdmin } from '../api/session.ts';
import { PATHS } from '../app/paths.ts';
import { announce } from '../components/live-region.tsx';
import { useSession } from '../frame/session-context.ts';
import { text } from '../texts/texts.ts';
import { NoticeLink } from './notice-link.tsx';
import { noticeText } from './notice-text.ts';
import { NoticesContext } from './notices-context.ts';

const NO_ITEMS: readonly NoticeView[] = [];

/** Asks for notices while an admin's page is open, and shows those of the reader's own imports that end elsewhere. */
export function NoticesProvider({ children }: { readonly children: ReactNode }) {
  const client = useQueryClient();
  const { pathname } = useLocation();
  const enabled = isAdmin(useSession());
  const { data } = useQuery({ ...noticesQuery, enabled });
  const items = data?.items ?? NO_ITEMS;
  const witnessed = useNewNotices(data?.items, pathname);
  const { mutate: markSeen } = useMutation({ mutationFn: (upTo: string) => markNoticesSeen(client, upTo) });
  const unseen = items.filter(({ id, isSeen }) => !isSeen && !witnessed.has(id));
  const newest = items[0]?.at;
  const isAnyUnseen = data !== undefined && data.unseen > 0;

  // Whoever leaves a page may have begun an import there, whose end is then asked for more often.
  // biome-ignore lint/correctness/useExhaustiveDependencies: at each new page
  useEffect(() => {
    if (enabled) void client.invalidateQueries(noticesQuery);
  }, [client, enabled, pathname]);

  // What the reader watched need not be told when the page is opened the next time.
  const isAllWitnessed = isAnyUnseen && unseen.length === 0;
  useEffect(() => {
    if (isAllWitnessed && newest !== undefined) markSeen(newest);
  }, [isAllWitnessed, newest, markSeen]);

  return (
    <NoticesContext
      value={{
        items: data?.items,
        unseen: unseen.length,
        ofImports: unseen.filter(({ type }) => type.startsWith('import.')).length,
        markSeen: () => {
          if (isAnyUnseen && newest !== undefined) markSeen(newest);
        },
      }}
    >
      {children}
    </NoticesContext>
  );
}

/**
 * Shows each notice of the reader's own that comes while the page is open, once, unless the reader watches it happen.
 *
 * @returns the ids of those that the reader watched
 */
function useNewNotices(items: readonly NoticeView[] | undefined, pathname: string): ReadonlySet<string> {
  const known = useRef<ReadonlySet<string>>(undefined);
  const [witnessed, setWitnessed] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => {
    if (items === undefined) return;
    // What there was when the page was opened is in the list already.
    const before = known.current ?? new Set(items.map(({ id }) => id));
    known.current = new Set([...before, ...items.map(({ id }) => id)]);
    const fresh = items.filter(({ id }) => !before.has(id));
    const watched = fresh.filter((item) => isShownAt(pathname, item));
    if (watched.length > 0) setWitnessed((now) => new Set([...now, ...watched.map(({ id }) => id)]));
    for (const item of fresh.toReversed()) if (item.isMine && !watched.includes(item)) show(item);
  }, [items, pathname]);
  return witnessed;
}

/** Import History and the import's own page follow it themselves. */
function isShownAt(pathname: string, item: NoticeView): boolean {
  return item.type.startsWith('import.') && [PATHS.bulkImport, noticeText(item).path].includes(pathname);
}

function show(item: NoticeView): void {
  const { title, body, tone } = noticeText(item);
  announce(text('notices.announcement', { title, body }));
  notifications.show({
    id: item.id,
    color: tone === 'good' ? 'teal' : tone === 'bad' ? 'red' : 'harbor',
    title,
    message: <NoticeLink item={item} />,
    autoClose: 15_000,
    // The component's own grey is too faint on a white page.
    styles: { description: { color: 'var(--mantine-color-text)' } },
    closeButtonProps: { 'aria-label': text('notices.dismiss') },
  });
}
