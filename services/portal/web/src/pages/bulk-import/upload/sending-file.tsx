import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { formatBytes, formatPercent } from '../../../components/format.ts';
import { useUploads } from '../../../uploads/uploads-context.tsx';
import { FileLine } from './file-line.tsx';

/** How far the upload is. Once everything is sent, the server still makes sure that the file is safe. */
export function SendingFile({ file, sent }: { readonly file: File; readonly sent: number }) {
  const { uploads } = useUploads();
  const all = sent >= 1;
  return (
    <Stack gap="md">
      <FileLine name={file.name}>
        {all
          ? 'Being checked and stored…'
          : `Uploading ${formatBytes(file.size * sent)} of ${formatBytes(file.size)}`}
      </FileLine>
      <Group gap="md" wrap="nowrap">
        <Progress
          value={sent * 100}
          animated={all}
          aria-label={`Upload of ${file.name}`}
          flex={1}
          size="lg"
        />
        <Text size="sm" ta="end" miw="3rem" style={{ fontVariantNumeric: 'tabular-nums' }}>
          {formatPercent(sent)}
        </Text>
      </Group>
      <Text size="sm" c="dimmed">
        You can go to other pages of the LMS meanwhile; only leaving the site stops the upload.
      </Text>
      <Group>
        <Button variant="default" onClick={uploads.stop}>
          Stop upload
        </Button>
      </Group>
    </Stack>
  );
}
