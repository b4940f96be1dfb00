import { Text } from '@mantine/core';
import { formatNumber } from '../../components/format.ts';
import classes from './charts.module.css';

export interface Part {
  readonly name: string;
  readonly color: string;
  readonly value: number;
}

export interface Bar {
  readonly key: string;
  readonly name: string;
  readonly parts: readonly Part[];
}

/** Bars from the left, each of parts that add up. The table below it has the same numbers for screen readers. */
export function BarChart({ bars }: { readonly bars: readonly Bar[] }) {
  const longest = Math.max(1, ...bars.map(totalOf));
  return (
    <ol className={classes['bars']}>
      {bars.map((bar) => (
        <li key={bar.key} className={classes['bar']}>
          <Text size="sm" lineClamp={2} lh={1.3} className="lms-any-text" title={bar.name}>
            {bar.name}
          </Text>
          <div className={classes['track']}>
            <div className={classes['parts']} style={{ width: `${(100 * totalOf(bar)) / longest}%` }}>
              {bar.parts.map(
                (part) =>
                  part.value > 0 && (
                    <div
                      key={part.name}
                      className={classes['part']}
                      style={{ flexGrow: part.value, background: part.color }}
                      title={`${part.name}: ${formatNumber(part.value)}`}
                    />
                  ),
              )}
            </div>
          </div>
          <Text size="sm" className={classes['value'] ?? ''}>
            {formatNumber(totalOf(bar))}
          </Text>
        </li>
      ))}
    </ol>
  );
}

function totalOf({ parts }: Bar): number {
  return parts.reduce((sum, part) => sum + part.value, 0);
}
