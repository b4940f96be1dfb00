import { Progress } from '@mantine/core';
import { useEffect, useState } from 'react';
import { Link, useLocation } from 'react-router';
import { PATHS } from '../app/paths.ts';
import { formatPercent } from '../components/format.ts';
import { UploadIcon, WarningIcon } from '../components/icons.tsx';
import { text } from '../texts/texts.ts';
import type { UploadState } from '../uploads/upload-state.ts';
import { useUploads } from '../uploads/uploads-context.tsx';
import classes from './frame.module.css';

/** How far the upload of this tab is, or that it broke off, on every page but the one that shows it anyway. */
export function SendingProgress() {
  const { upload } = useUploads();
  const { pathname } = useLocation();
  const wasSent = useWasSent(upload);
  if (pathname === PATHS.bulkImport) return null;
  if (upload.phase === 'sending') return <Sending name={upload.file.name} sent={upload.sent} />;
  if (upload.phase === 'interrupted') return <Failed>{text('frame.upload-interrupted')}</Failed>;
  return upload.phase === 'refused' && wasSent ? <Failed>{text('frame.file-not-accepted')}</Failed> : null;
}

/** Whether a file that was refused had been sent: one that was refused when it was chosen, its chooser has seen. */
function useWasSent({ phase }: UploadState): boolean {
  const [wasSent, setWasSent] = useState(false);
  useEffect(() => {
    if (phase !== 'refused') setWasSent(phase === 'sending');
  }, [phase]);
  return wasSent;
}

function Sending({ name, sent }: { readonly name: string; readonly sent: number }) {
  return (
    <Link to={PATHS.bulkImport} className={classes['sending']} title={name}>
      <UploadIcon size={16} />
      <span className={classes['sendingText']}>{text('frame.uploading')}</span>
      <Progress value={sent * 100} aria-label={text('frame.upload-of', { name })} w="4rem" />
      <span className={classes['percent']}>{formatPercent(sent)}</span>
    </Link>
  );
}

function Failed({ children }: { readonly children: string }) {
  return (
    <Link to={PATHS.bulkImport} className={classes['sending']} data-tone="warning">
      <WarningIcon size={16} />
      <span role="status">{children}</span>
    </Link>
  );
}
