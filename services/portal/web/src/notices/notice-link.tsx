import { Anchor } from '@mantine/core';
import type { NoticeView } from '../api/notifications.ts';
import { noticeText } from './notice-text.ts';

/** What came of an import, and a link to it. Toasts are outside of the router, where a link loads the whole page. */
export function NoticeLink({ item }: { readonly item: NoticeView }) {
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
