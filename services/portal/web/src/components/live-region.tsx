import { VisuallyHidden } from '@mantine/core';
import { useSyncExternalStore } from 'react';

/** What was said last; a screen reader reads it when it changes and nothing else is being read. */
let message = '';
const listeners = new Set<() => void>();

/** Announces to screen readers what sighted people see happen. */
export function announce(text: string): void {
  // The same text twice is no change of the page, and would not be read; a no-break space makes it one.
  message = text === message ? `${text}\u00a0` : text;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Where announcements go; once on the page, and there from the start. */
export function LiveRegion() {
  const text = useSyncExternalStore(subscribe, () => message);
  return (
    <VisuallyHidden role="status" aria-live="polite">
      {text}
    </VisuallyHidden>
  );
}
