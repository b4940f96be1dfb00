import { Button, Group, Stack, Text } from '@mantine/core';
import { formatBytes } from '../../../components/format.ts';
import { type FileAcceptance, typeName } from '../../../uploads/file-check.ts';
import { useUploads } from '../../../uploads/uploads-context.tsx';
import { FileHints } from './file-hints.tsx';
import { FileLine } from './file-line.tsx';
import { FilePreview } from './file-preview.tsx';

/**
 * A file that can be uploaded: what it is taken for and how it begins, to be confirmed, since records get overwritten.
 */
export function ReadyFile({ file, check }: { readonly file: File; readonly check: FileAcceptance }) {
  const { uploads, options } = useUploads();
  const recognized = options.type === 'auto' ? 'recognized from its header' : 'as you chose';
  return (
    <Stack gap="md">
      <FileLine name={file.name}>
        {typeName(check.type)}, {recognized} · {formatBytes(file.size)}
      </FileLine>
      <FileHints hints={check.hints} />
      <FilePreview check={check} />
      {check.ignored.length > 0 && (
        <Text size="sm" c="dimmed" className="lms-any-text">
          Not in the template, so not imported: {check.ignored.join(', ')}
        </Text>
      )}
      <Group gap="sm">
        <Button onClick={uploads.send}>Start import of {typeName(check.type).toLowerCase()}</Button>
        <Button variant="default" onClick={uploads.discard}>
          Remove
        </Button>
      </Group>
    </Stack>
  );
}
