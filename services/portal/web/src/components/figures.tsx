import classes from './figures.module.css';
import { formatNumber } from './format.ts';

export interface Figure {
  readonly name: string;
  /** null while it is not known */
  readonly value: number | null;
  /** How the number is coloured when it is not zero. */
  readonly tone?: 'good' | 'warning' | 'bad';
}

/** Numbers to look at first. */
export function Figures({ label, figures }: { readonly label: string; readonly figures: readonly Figure[] }) {
  return (
    <dl className={classes['figures']} aria-label={label}>
      {figures.map(({ name, value, tone }) => (
        <div key={name} className={classes['figure']}>
          <dt>{name}</dt>
          <dd data-tone={value ? tone : undefined}>{value === null ? '…' : formatNumber(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
