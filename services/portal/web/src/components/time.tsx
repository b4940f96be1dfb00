import { formatDateAndClock, formatDateTime, formatDay, formatExactTime } from './format.ts';

/** An instant in the reader's zone, exact to the second and with the zone on hover. */
export function Time({ instant }: { readonly instant: string }) {
  return (
    <time dateTime={instant} title={formatExactTime(instant)}>
      {formatDateTime(instant)}
    </time>
  );
}

/** The time of day of an instant in the reader's zone, where its day goes without saying. */
export function Clock({ instant }: { readonly instant: string }) {
  return (
    <time dateTime={instant} title={formatExactTime(instant)} style={{ whiteSpace: 'nowrap' }}>
      {formatDateAndClock(instant)[1]}
    </time>
  );
}

/** A day of a record; on hover as files write it. */
export function Day({ day }: { readonly day: string }) {
  return (
    <time dateTime={day} title={day} style={{ whiteSpace: 'nowrap' }}>
      {formatDay(day)}
    </time>
  );
}

/** An instant in a narrow column: broken between day and clock and nowhere else. */
export function StackedTime({ instant }: { readonly instant: string }) {
  const [date, clock] = formatDateAndClock(instant);
  return (
    <time dateTime={instant} title={formatExactTime(instant)}>
      <span style={{ whiteSpace: 'nowrap' }}>{date}</span>{' '}
      <span style={{ whiteSpace: 'nowrap' }}>{clock}</span>
    </time>
  );
}
