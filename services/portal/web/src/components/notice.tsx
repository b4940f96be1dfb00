import type { ReactNode } from 'react';
import { InfoIcon, WarningIcon } from './icons.tsx';
import classes from './notice.module.css';
import type { Tone } from './tone.ts';

/** Something to know before going on; `alert` makes a screen reader say it at once. */
export function Notice({
  tone,
  title,
  alert = false,
  children,
}: {
  readonly tone: Tone;
  readonly title: string;
  readonly alert?: boolean;
  readonly children?: ReactNode;
}) {
  return (
    <div className={classes['notice']} data-tone={tone} role={alert ? 'alert' : undefined}>
      <span className={classes['icon']}>{tone === 'bad' ? <WarningIcon /> : <InfoIcon />}</span>
      <p className={classes['title']}>{title}</p>
      {children && <div className={classes['body']}>{children}</div>}
    </div>
  );
}
