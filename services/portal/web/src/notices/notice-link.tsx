import { Anchor } from '@mantine/core';
import type { NoticeView } from '../api/notifications.ts';
import { richText } from '../texts/texts.ts';
import { noticeText } from './notice-text.ts';

/** What came of an import, and a link to it. Toasts are outside of the router, where a link loads the whole page. */
export function NoticeLink({ item }: { readonly item: NoticeView }) {
  const { body, path } = noticeText(item);
  return richText(
    'notices.body-and-link',
    {
      link: (parts) => (
        <Anchor href={path} size="sm" underline="always">
          {parts}
        </Anchor>
      ),
    },
    { body },
  );
}
