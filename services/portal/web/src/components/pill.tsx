import type { ReactNode } from 'react';
import classes from './pill.module.css';

/** What a state means for the reader; the colours are in app/global.css, readable on light and dark pages. */
export type Tone = 'good' | 'info' | 'warning' | 'bad' | 'neutral';

/** A state in a word or two. The words say it; the colour only helps to find it. */
export function Pill({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }) {
  return (
    <span className={classes['pill']} data-tone={tone}>
      {children}
    </span>
  );
}
