import { useEffect } from 'react';
import { hasFiles } from './dropped-files.ts';
import { useUploads } from './uploads-context.tsx';

/** Keeps the browser from leaving the site over a file: it would stop an upload, or open what is dropped somewhere. */
export function UploadGuard() {
  const sending = useUploads().upload.phase === 'sending';
  useEffect(() => {
    if (!sending) return;
    // The browser asks first. Going to another page of the site does not stop an upload.
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [sending]);
  useEffect(() => {
    const stay = (event: DragEvent): void => {
      if (hasFiles(event)) event.preventDefault();
    };
    window.addEventListener('dragover', stay);
    window.addEventListener('drop', stay);
    return () => {
      window.removeEventListener('dragover', stay);
      window.removeEventListener('drop', stay);
    };
  }, []);
  return null;
}
