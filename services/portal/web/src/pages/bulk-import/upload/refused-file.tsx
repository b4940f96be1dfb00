import { Button, Group, Stack, Text } from '@mantine/core';
import { WarningIcon } from '../../../components/icons.tsx';
import { Pill } from '../../../components/pill.tsx';
import { type FileRefusal, typeName } from '../../../uploads/file-check.ts';
import { describeRefusal } from '../../../uploads/refusal-text.ts';
import { useUploads } from '../../../uploads/uploads-context.tsx';
import { useMaxFileBytes } from '../../../uploads/use-max-file-bytes.ts';
import { useChooseFile } from './choose-file-context.ts';
import { FileLine } from './file-line.tsx';

/** Why a file was not taken, and what to do about it. */
export function RefusedFile({
  fileName,
  refusal,
}: {
  readonly fileName: string;
  readonly refusal: FileRefusal;
}) {
  const { uploads } = useUploads();
  const maxBytes = useMaxFileBytes();
  const chooseFile = useChooseFile();
  const { title, text } = describeRefusal(refusal, maxBytes);
  const { looksLike } = refusal;
  return (
    <Stack gap="md" role="alert">
      <FileLine name={title} tone="bad" icon={<WarningIcon size={24} />}>
        <span className="lms-any-text">{fileName}</span>
      </FileLine>
      <Text size="sm">{text}</Text>
      {refusal.columns && refusal.columns.length > 0 && (
        <Group gap="xs" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
          {refusal.columns.map((column) => (
            <li key={column}>
              <Pill tone="bad">{column}</Pill>
            </li>
          ))}
        </Group>
      )}
      <Group gap="sm">
        <Button onClick={chooseFile}>Choose another file</Button>
        {looksLike && (
          <Button variant="default" onClick={() => uploads.setOptions({ type: looksLike }, maxBytes)}>
            Import it as {typeName(looksLike).toLowerCase()}
          </Button>
        )}
        <Button variant="default" onClick={uploads.discard}>
          Dismiss
        </Button>
      </Group>
    </Stack>
  );
}
