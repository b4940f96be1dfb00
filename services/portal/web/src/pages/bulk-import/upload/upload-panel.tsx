import { Paper, Stack, Title } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { announce } from '../../../components/live-region.tsx';
import type { UploadState } from '../../../uploads/uploads.ts';
import { useUploads } from '../../../uploads/uploads-context.tsx';
import { AcceptedUpload } from './accepted-upload.tsx';
import { DropArea } from './drop-area.tsx';
import { FileOptionsForm } from './file-options-form.tsx';
import { InterruptedUpload } from './interrupted-upload.tsx';
import { ReadyFile } from './ready-file.tsx';
import { RefusedFile } from './refused-file.tsx';
import { SendingFile } from './sending-file.tsx';

/** The middle of the page: choosing a file and how to read it, and what becomes of it. */
export function UploadPanel() {
  const { upload } = useUploads();
  useAnnouncements(upload);
  return (
    <Paper component="section" aria-labelledby="upload-title">
      <Stack gap="md">
        <Title order={2} size="h3" id="upload-title">
          Upload a file
        </Title>
        <FileOptionsForm disabled={upload.phase === 'sending'} />
        <DropArea>
          <UploadContent upload={upload} />
        </DropArea>
      </Stack>
    </Paper>
  );
}

/** What the drop area holds instead of its invitation; it has the size of the invitation or more. */
function UploadContent({ upload }: { readonly upload: UploadState }) {
  switch (upload.phase) {
    case 'none':
    case 'checking':
      return null;
    case 'ready':
      return <ReadyFile file={upload.file} check={upload.check} />;
    case 'sending':
      return <SendingFile file={upload.file} sent={upload.sent} />;
    case 'interrupted':
      return <InterruptedUpload file={upload.file} problem={upload.problem} />;
    case 'refused':
      return <RefusedFile fileName={upload.fileName} refusal={upload.refusal} />;
    case 'accepted':
      return <AcceptedUpload item={upload.item} />;
  }
}

/** Refusals are alerts of their own; everything else is announced here. */
function useAnnouncements(upload: UploadState): void {
  const announced = useRef(upload.phase);
  useEffect(() => {
    if (announced.current === upload.phase) return;
    announced.current = upload.phase;
    if (upload.phase === 'ready') announce(`${upload.file.name} is ready to be uploaded.`);
    if (upload.phase === 'sending') announce(`Uploading ${upload.file.name}.`);
    if (upload.phase === 'accepted')
      announce(`${upload.item.fileName ?? 'The file'} was accepted. The import has started.`);
  }, [upload]);
}
