import { Button, Group } from '@mantine/core';
import { Link } from 'react-router';
import { trainingDownloadAddress } from '../api/people.ts';
import { printPath } from '../app/paths.ts';
import { DownloadIcon } from '../components/icons.tsx';
import { text } from '../texts/texts.ts';

/** What can be kept of a training history. @param personId left out for the reader's own */
export function HistoryActions({ personId }: { readonly personId?: string }) {
  return (
    <Group gap="sm">
      <Button component={Link} to={printPath(personId)} variant="default">
        {text('training.printable-page')}
      </Button>
      <Button
        component="a"
        href={trainingDownloadAddress(personId)}
        download
        variant="default"
        leftSection={<DownloadIcon size={16} />}
      >
        {text('training.download')}
      </Button>
    </Group>
  );
}
