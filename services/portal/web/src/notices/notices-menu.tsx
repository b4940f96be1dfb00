import { Menu, Text, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { Link } from 'react-router';
import type { NoticeView } from '../api/notifications.ts';
import { isAdmin } from '../api/session.ts';
import { PATHS } from '../app/paths.ts';
import { hidden } from '../components/hidden.tsx';
import { BellIcon } from '../components/icons.tsx';
import { Time } from '../components/time.tsx';
import { useSession } from '../frame/session-context.ts';
import { richText, text } from '../texts/texts.ts';
import { NewCount } from './new-count.tsx';
import { noticeText } from './notice-text.ts';
import classes from './notices.module.css';
import { useNotices } from './notices-context.ts';

/** The latest notices; once they were listed, they are seen. */
export function NoticesMenu() {
  const { items, unseen, markSeen } = useNotices();
  if (!isAdmin(useSession())) return null;
  return (
    <Menu
      position="bottom-end"
      width={340}
      withinPortal={false}
      withInitialFocusPlaceholder={false}
      onClose={markSeen}
    >
      <Menu.Target>
        <UnstyledButton className={classes['bell'] ?? ''}>
          <BellIcon size={20} />
          <VisuallyHidden>{text('notices.title')}</VisuallyHidden>
          <span className={classes['count']}>
            <NewCount count={unseen} />
          </span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown className={classes['list'] ?? ''}>
        {items === undefined && <Menu.Label>{text('notices.loading')}</Menu.Label>}
        {items?.length === 0 && <Menu.Label>{text('notices.none')}</Menu.Label>}
        {items?.map((item) => (
          <NoticeEntry key={item.id} item={item} />
        ))}
        <Menu.Divider />
        <Menu.Item component={Link} to={PATHS.notifications}>
          {text('notices.webhooks-and-deliveries')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function NoticeEntry({ item }: { readonly item: NoticeView }) {
  const { title, body, path } = noticeText(item);
  return (
    <Menu.Item component={Link} to={path}>
      <Text size="sm" fw={item.isSeen ? 400 : 600} className="lms-any-text">
        {item.isSeen ? title : richText('notices.new', { hidden }, { title })}
      </Text>
      <Text size="xs" c="dimmed">
        {body} · {item.isMine ? '' : `${item.initiatedBy} · `}
        <Time instant={item.at} />
      </Text>
    </Menu.Item>
  );
}
