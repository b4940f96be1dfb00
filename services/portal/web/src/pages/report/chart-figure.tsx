import { Paper, Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './charts.module.css';

/** A chart with its title and what its colours mean. */
export function ChartFigure({
  title,
  legend,
  children,
}: {
  readonly title: string;
  readonly legend?: readonly { readonly name: string; readonly color: string }[];
  readonly children: ReactNode;
}) {
  return (
    <Paper component="figure" m={0} className={classes['figure'] ?? ''}>
      <figcaption className={classes['caption']}>
        <span>{title}</span>
        {legend && (
          <span className={classes['legend']}>
            {legend.map(({ name, color }) => (
              <span key={name}>
                <i style={{ background: color }} aria-hidden="true" />
                {name}
              </span>
            ))}
          </span>
        )}
      </figcaption>
      {children}
    </Paper>
  );
}

/** Keeps the place of a chart that is being fetched, so that what is below it does not jump. */
export function PendingChart() {
  return <Skeleton height={300} radius="md" />;
}
