import { Anchor, Group, Paper, Text, Title } from '@mantine/core';
import type { CheckReason, CheckView, ImportView } from '../../../api/types.ts';
import { formatCount, formatNumber } from '../../../components/format.ts';
import { DownloadIcon } from '../../../components/icons.tsx';
import classes from './check.module.css';

/** The rows that would fail, by their causes. */
export function FailingRows({ item, check }: { readonly item: ImportView; readonly check: CheckView }) {
  if (check.failed === 0) return null;
  return (
    <Paper component="section" aria-labelledby="failing-title" p={{ base: 'md', sm: 'lg' }}>
      <Group justify="space-between" gap="xs" mb="sm">
        <Title order={2} size="h3" id="failing-title">
          {formatCount(check.failed, 'row fails', 'rows fail')}
        </Title>
        {item.links.errors && (
          <Anchor href={item.links.errors} download size="sm" className={classes['download'] ?? ''}>
            <DownloadIcon size={16} />
            Error file, as it would be
          </Anchor>
        )}
      </Group>
      <ul className={classes['reasons']}>
        {check.reasons.map((reason) => (
          <Reason key={`${reason.code} ${reason.title}`} reason={reason} />
        ))}
      </ul>
      <Text size="sm" c="dimmed" mt="sm">
        The other rows can be imported all the same. Failing rows are in the error file, to be corrected.
      </Text>
    </Paper>
  );
}

function Reason({ reason: { code, title, message, rows, firstRows } }: { readonly reason: CheckReason }) {
  const more = rows > firstRows.length ? ', …' : '';
  return (
    <li>
      <span className={classes['count']}>{formatNumber(rows)}</span>
      <div>
        <Text fw={600} size="sm">
          {nameOf(code, title)}
        </Text>
        <Text size="sm" className="lms-any-text">
          {message}
        </Text>
        {firstRows.length > 0 && (
          <Text size="sm" c="dimmed">
            {firstRows.length === 1 && more === '' ? 'Row' : 'Rows'} {firstRows.map(formatNumber).join(', ')}
            {more}
          </Text>
        )}
      </div>
    </li>
  );
}

/** `unknown-course-type` of Course Type: “Course Type: unknown course type”. */
function nameOf(code: string, title: string): string {
  const words = code.replaceAll('-', ' ');
  return title === '' ? words.charAt(0).toUpperCase() + words.slice(1) : `${title}: ${words}`;
}
