import { Anchor } from '@mantine/core';
import type { NoticeItem } from '../api/notifications.ts';
import { noticeText } from './notice-text.ts';

/** What came of it, and the way there. Outside of the router, where notifications are, a link loads its page anew. */
export function NoticeLink({ item }: { readonly item: NoticeItem }) {
  const { body, path } = noticeText(item);
  return (
    <>
      {body}.{' '}
      <Anchor href={path} size="sm" underline="always">
        Show
      </Anchor>
    </>
  );
}
