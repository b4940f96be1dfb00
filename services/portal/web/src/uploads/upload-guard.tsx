import { useEffect } from 'react';
import { useUploads } from './uploads-context.tsx';

/** Leaving the site would stop an upload, so the browser asks first. Going to another page of it does not. */
export function UploadGuard() {
  const sending = useUploads().upload.phase === 'sending';
  useEffect(() => {
    if (!sending) return;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [sending]);
  return null;
}
