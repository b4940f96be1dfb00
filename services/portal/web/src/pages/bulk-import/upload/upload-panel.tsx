import { Paper, Stack, Title } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useNavigate } from 'react-router';
import { isUnapplied } from '../../../api/imports.ts';
import { importPath } from '../../../app/paths.ts';
import { announce } from '../../../components/live-region.tsx';
import { namedFile } from '../../../components/named-file.ts';
import { ReadingOptions } from '../../../import-settings/reading-options.tsx';
import { text } from '../../../texts/texts.ts';
import type { UploadState } from '../../../uploads/upload-state.ts';
import { useUploads } from '../../../uploads/uploads-context.tsx';
import { useMaxFileBytes } from '../../../uploads/use-max-file-bytes.ts';
import { AcceptedUpload } from './accepted-upload.tsx';
import { DropArea } from './drop-area.tsx';
import { InterruptedUpload } from './interrupted-upload.tsx';
import { ReadyFile } from './ready-file.tsx';
import { RefusedFile } from './refused-file.tsx';
import { SendingFile } from './sending-file.tsx';

/** The middle of the page: choosing a file and how to read it, and what becomes of it. */
export function UploadPanel() {
  const { upload, settings, uploads } = useUploads();
  const maxBytes = useMaxFileBytes();
  useAnnouncements(upload);
  useCheckShown(upload);
  return (
    <Paper component="section" aria-labelledby="upload-title">
      <Stack gap="md">
        <Title order={2} size="h3" id="upload-title">
          {text('upload.title')}
        </Title>
        <ReadingOptions
          settings={settings}
          disabled={upload.phase === 'sending'}
          onChange={(change) => uploads.change(change, maxBytes)}
        />
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
      return <ReadyFile upload={upload} />;
    case 'sending':
      return <SendingFile file={upload.file} sent={upload.sent} />;
    case 'interrupted':
      return <InterruptedUpload file={upload.file} mode={upload.mode} problem={upload.problem} />;
    case 'refused':
      return <RefusedFile upload={upload} />;
    case 'accepted':
      return <AcceptedUpload item={upload.item} />;
  }
}

/** Goes to the check that was asked for here; who is at another page then finds it by the upload or the history. */
function useCheckShown(upload: UploadState): void {
  const { uploads } = useUploads();
  const navigate = useNavigate();
  const wasSending = useRef(false);
  useEffect(() => {
    const isAccepted = upload.phase === 'accepted' && isUnapplied(upload.item);
    if (isAccepted && wasSending.current) {
      uploads.discard();
      void navigate(importPath(upload.item.id));
    }
    wasSending.current = upload.phase === 'sending';
  }, [upload, uploads, navigate]);
}

/** Refusals are alerts of their own; everything else is announced here. */
function useAnnouncements(upload: UploadState): void {
  const announced = useRef(upload.phase);
  useEffect(() => {
    if (announced.current === upload.phase) return;
    announced.current = upload.phase;
    if (upload.phase === 'ready') announce(text('upload.announced-ready', { file: upload.file.name }));
    if (upload.phase === 'sending') announce(text('upload.announced-sending', { file: upload.file.name }));
    if (upload.phase !== 'accepted') return;
    const isCheck = isUnapplied(upload.item);
    announce(text(isCheck ? 'upload.announced-check' : 'upload.announced-import', namedFile(upload.item)));
  }, [upload]);
}
