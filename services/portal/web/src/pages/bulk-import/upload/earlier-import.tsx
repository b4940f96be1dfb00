import { Anchor, Button, Text } from '@mantine/core';
import { Link } from 'react-router';
import type { ImportView } from '../../../api/types.ts';
import { importPath } from '../../../app/paths.ts';
import { Initiator } from '../../../components/initiator.tsx';
import { Notice } from '../../../components/notice.tsx';
import { Time } from '../../../components/time.tsx';
import { richText, text } from '../../../texts/texts.ts';

/** Asks before a file is imported whose certifications are there already. */
export function EarlierImport({
  item,
  onAccept,
}: {
  readonly item: ImportView;
  readonly onAccept: () => void;
}) {
  return (
    <Notice tone="warning" title={text('imports.imported-before')}>
      <Text size="sm" mb="xs">
        {richText('upload.earlier-import', {
          time: () => <Time instant={item.createdAt} />,
          initiator: () => <Initiator item={item} />,
          link: (parts) => (
            <Anchor component={Link} to={importPath(item.id)} inherit underline="always">
              {parts}
            </Anchor>
          ),
        })}
      </Text>
      <Button size="xs" variant="default" onClick={onAccept}>
        {text('imports.import-again')}
      </Button>
    </Notice>
  );
}
