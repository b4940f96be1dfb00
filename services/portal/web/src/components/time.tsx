import { formatDateTime, formatDay, formatExactTime } from './format.ts';

/** An instant in the reader's zone, exact to the second and with the zone on hover. */
export function Time({ instant }: { readonly instant: string }) {
  return (
    <time dateTime={instant} title={formatExactTime(instant)}>
      {formatDateTime(instant)}
    </time>
  );
}

/** A day of a record; on hover as files write it. */
export function Day({ day }: { readonly day: string }) {
  return (
    <time dateTime={day} title={day}>
      {formatDay(day)}
    </time>
  );
}
