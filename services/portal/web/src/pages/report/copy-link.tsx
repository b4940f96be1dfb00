import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { announce } from '../../components/live-region.tsx';
import { text } from '../../texts/texts.ts';

/** Copies the page's address, which holds its filters and order, so that they can be kept and passed on. */
export function CopyLink() {
  const clipboard = useClipboard({ timeout: 3_000 });
  // Without https a page may not write to the clipboard; the browser's address line still can be copied.
  if (!window.isSecureContext) return null;
  return (
    <Button
      variant="default"
      onClick={() => {
        clipboard.copy(window.location.href);
        announce(text('reports.link-copied-announcement'));
      }}
    >
      {text(clipboard.copied ? 'reports.link-copied' : 'reports.copy-link')}
    </Button>
  );
}
