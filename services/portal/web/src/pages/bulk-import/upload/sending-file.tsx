import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { formatBytes, formatPercent } from '../../../components/format.ts';
import { text } from '../../../texts/texts.ts';
import { useUploads } from '../../../uploads/uploads-context.tsx';
import { FileLine } from './file-line.tsx';

/** For as long the second half of a double click may take that was meant for the button before. */
const DOUBLE_CLICK_MS = 600;

/** How far the upload is. Once everything is sent, the server still makes sure that the file is safe. */
export function SendingFile({ file, sent }: { readonly file: File; readonly sent: number }) {
  const { uploads } = useUploads();
  const shownAt = useRef(0);
  useEffect(() => {
    shownAt.current = performance.now();
  }, []);
  const all = sent >= 1;
  return (
    <Stack gap="md">
      <FileLine name={file.name}>
        {all
          ? text('upload.all-sent')
          : text('upload.sent', { sent: formatBytes(file.size * sent), size: formatBytes(file.size) })}
      </FileLine>
      <Group gap="md" wrap="nowrap">
        <Progress
          value={sent * 100}
          animated={all}
          aria-label={text('upload.progress', { file: file.name })}
          flex={1}
          size="lg"
        />
        <Text size="sm" ta="end" miw="3rem" style={{ fontVariantNumeric: 'tabular-nums' }}>
          {formatPercent(sent)}
        </Text>
      </Group>
      <Text size="sm" c="dimmed">
        {text('upload.other-pages')}
      </Text>
      {/* What was sent whole may be accepted already: it is cancelled or discarded as what it becomes then. */}
      {!all && (
        <Group>
          <Button
            variant="default"
            onClick={() => performance.now() - shownAt.current > DOUBLE_CLICK_MS && uploads.stop()}
          >
            {text('upload.stop')}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
