import type { ReactNode } from 'react';
import classes from './pill.module.css';
import type { Tone } from './tone.ts';

/** A state in a word or two. The words say it; the colour only helps to find it. */
export function Pill({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }) {
  return (
    <span className={classes['pill']} data-tone={tone}>
      {children}
    </span>
  );
}
