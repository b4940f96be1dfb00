import { Button, Group, Stack } from '@mantine/core';
import type { ApiProblem } from '../../../api/client.ts';
import { WarningIcon } from '../../../components/icons.tsx';
import { describeError } from '../../../components/states.tsx';
import { text } from '../../../texts/texts.ts';
import type { UploadMode } from '../../../uploads/upload-state.ts';
import { useUploads } from '../../../uploads/uploads-context.tsx';
import { FileLine } from './file-line.tsx';

/** The upload broke off for a reason that is not the file's. Trying again cannot import it twice. */
export function InterruptedUpload({
  file,
  mode,
  problem,
}: {
  readonly file: File;
  readonly mode: UploadMode;
  readonly problem: ApiProblem;
}) {
  const { uploads } = useUploads();
  return (
    <Stack gap="md" role="alert">
      <FileLine name={file.name} tone="warning" icon={<WarningIcon size={24} />}>
        {text('upload.interrupted', { reason: describeError(problem) })}
      </FileLine>
      <Group gap="sm">
        <Button onClick={() => uploads.send(mode)}>{text('components.try-again')}</Button>
        <Button variant="default" onClick={uploads.discard}>
          {text('upload.remove')}
        </Button>
      </Group>
    </Stack>
  );
}
