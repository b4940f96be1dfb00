import { Badge, VisuallyHidden } from '@mantine/core';
import { text } from '../texts/texts.ts';

/** A number of notices that the reader has not seen; nothing when there are none. */
export function NewCount({ count }: { readonly count: number }) {
  if (count === 0) return null;
  return (
    <>
      <Badge size="sm" circle={count < 10} color="red.9" aria-hidden="true">
        {count}
      </Badge>
      <VisuallyHidden>{text('notices.new-count', { count })}</VisuallyHidden>
    </>
  );
}
