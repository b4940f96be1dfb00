import { Button, Stack, Text } from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';
import { type ReactNode, useRef } from 'react';
import { formatBytes } from '../../../components/format.ts';
import { UploadIcon } from '../../../components/icons.tsx';
import { useFocusKept } from '../../../components/use-focus-kept.ts';
import { text } from '../../../texts/texts.ts';
import { useDroppedFiles } from '../../../uploads/dropped-files.ts';
import { useUploads } from '../../../uploads/uploads-context.tsx';
import { useMaxFileBytes } from '../../../uploads/use-max-file-bytes.ts';
import { ChooseFileContext } from './choose-file-context.ts';
import classes from './upload.module.css';

/**
 * Takes a file by button or by drag and drop anywhere on the page, in every state but while one is being sent. Checking the file is not
 * left to the browser's idea of its type, which for CSV depends on what is installed.
 */
export function DropArea({ children }: { readonly children: ReactNode }) {
  const { upload, uploads } = useUploads();
  const maxBytes = useMaxFileBytes();
  const open = useRef<() => void>(null);
  const area = useRef<HTMLDivElement>(null);
  const isDragged = useDroppedFiles(area, (files) => {
    const [file, ...others] = files;
    if (file === undefined || upload.phase === 'sending') return;
    if (others.length === 0) uploads.choose(file, maxBytes);
    else uploads.refuse(file.name, { ok: false, code: 'too-many-files' });
  });
  useFocusKept(area, `${upload.phase} ${'reading' in upload && upload.reading}`);
  return (
    <ChooseFileContext value={() => open.current?.()}>
      <Dropzone
        ref={area}
        openRef={open}
        tabIndex={-1}
        multiple={false}
        disabled={upload.phase === 'sending'}
        activateOnClick={false}
        activateOnKeyboard={false}
        enablePointerEvents
        className={classes['area'] ?? ''}
        mod={{
          filled: upload.phase !== 'none' && upload.phase !== 'checking',
          refused: upload.phase === 'refused',
          dragged: isDragged && upload.phase !== 'sending',
        }}
        inputProps={{ accept: '.csv,text/csv', 'aria-label': text('upload.file-input') }}
        role="group"
        aria-label={text('upload.drop-area')}
        onDropAny={(files, rejections) => {
          const file = files[0];
          if (file !== undefined && rejections.length === 0) uploads.choose(file, maxBytes);
          else
            uploads.refuse(rejections[0]?.file.name ?? text('upload.unnamed-file'), {
              ok: false,
              code: 'too-many-files',
            });
        }}
        onDrop={() => {}}
      >
        {upload.phase === 'none' || upload.phase === 'checking' ? (
          <Invitation
            maxBytes={maxBytes}
            checking={upload.phase === 'checking'}
            onChoose={() => open.current?.()}
          />
        ) : (
          children
        )}
      </Dropzone>
    </ChooseFileContext>
  );
}

function Invitation({
  maxBytes,
  checking,
  onChoose,
}: {
  readonly maxBytes: number;
  readonly checking: boolean;
  readonly onChoose: () => void;
}) {
  return (
    <Stack align="center" gap="xs" ta="center">
      <span className={classes['mark']}>
        <UploadIcon size={26} />
      </span>
      <Text fw={600}>{text('upload.invitation')}</Text>
      <Text size="sm" c="dimmed">
        {text('upload.limits', { size: formatBytes(maxBytes) })}
      </Text>
      <Button onClick={onChoose} loading={checking} mt={4} leftSection={<UploadIcon size={16} />}>
        {text('upload.choose-file')}
      </Button>
    </Stack>
  );
}
