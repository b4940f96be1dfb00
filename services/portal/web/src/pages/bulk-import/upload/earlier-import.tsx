import { Anchor, Button, Text } from '@mantine/core';
import { Link } from 'react-router';
import type { ImportView } from '../../../api/types.ts';
import { importPath } from '../../../app/paths.ts';
import { Initiator } from '../../../components/initiator.tsx';
import { Notice } from '../../../components/notice.tsx';
import { Time } from '../../../components/time.tsx';

/** Asks before a file is imported whose certifications are there already. */
export function EarlierImport({
  item,
  onAccept,
}: {
  readonly item: ImportView;
  readonly onAccept: () => void;
}) {
  return (
    <Notice tone="warning" title="This file was imported before">
      <Text size="sm" mb="xs">
        The same file was imported on <Time instant={item.createdAt} /> by <Initiator item={item} />.
        Certifications are never merged, so importing it again adds a second record for each of its rows.{' '}
        <Anchor component={Link} to={importPath(item.id)} inherit underline="always">
          See the earlier import
        </Anchor>
      </Text>
      <Button size="xs" variant="default" onClick={onAccept}>
        Import it again
      </Button>
    </Notice>
  );
}
