import { useQuery } from '@tanstack/react-query';
import { type ReportParameters, reportQuery } from '../../api/reports.ts';
import type { ReportRow } from '../../api/types.ts';
import { formatCompact, formatDay, formatMonth, formatShortDay } from '../../components/format.ts';
import { text } from '../../texts/texts.ts';
import { activityRange, type Period } from './activity-periods.ts';
import { ChartFigure, PendingChart } from './chart-figure.tsx';
import classes from './charts.module.css';
import { CHART_COLORS } from './colors.ts';
import { numberOf, textOf } from './numbers.ts';

/** From the last period back, one is named at least so many columns apart, since a name is wider than a column. */
const COLUMNS_PER_NAME = 7;
const MAX_ROWS = 200;

interface Activity {
  readonly day: string;
  readonly successes: number;
  readonly failures: number;
}

/** The records imported in each period of the days that are filtered for, or on each of the last 30 days. */
export function ActivityChart({ parameters }: { readonly parameters: ReportParameters }) {
  const today = new Date().toISOString().slice(0, 10);
  const { by, from, to, periods } = activityRange(parameters, today);
  const report = useQuery(
    reportQuery({
      name: 'import-activity',
      parameters: { ...parameters, from, to, by, sort: 'day', order: 'asc' },
      limit: MAX_ROWS,
      cursor: null,
    }),
  );
  if (report.isPending) return <PendingChart />;
  const rows = report.data?.rows ?? [];
  if (rows.length === 0) return null;
  const activities = periods.map((day) => activityOf(day, rows));
  const total = (key: 'successes' | 'failures'): number =>
    activities.reduce((sum, activity) => sum + activity[key], 0);
  return (
    <ChartFigure
      title={text('reports.chart-activity', { period: by })}
      legend={[
        { name: text('reports.chart-successes', { count: total('successes') }), color: CHART_COLORS.main },
        { name: text('reports.chart-failures', { count: total('failures') }), color: CHART_COLORS.bad },
      ]}
    >
      <Columns activities={activities} by={by} />
    </ChartFigure>
  );
}

function activityOf(day: string, rows: readonly ReportRow[]): Activity {
  const ofDay = rows.filter((row) => textOf(row, 'day') === day);
  const sum = (key: string): number => ofDay.reduce((all, row) => all + numberOf(row, key), 0);
  return { day, successes: sum('successes'), failures: sum('failures') };
}

function Columns({ activities, by }: { readonly activities: readonly Activity[]; readonly by: Period }) {
  const apart = Math.max(1, Math.min(COLUMNS_PER_NAME, Math.ceil(activities.length / 5)));
  const top = scaleTop(Math.max(...activities.map(({ successes, failures }) => successes + failures)));
  return (
    <div className={classes['plot']} aria-hidden="true">
      <div className={classes['columns']}>
        {[1, 0.5].map((part) => (
          <span key={part} className={classes['line']} style={{ bottom: `${100 * part}%` }}>
            <i>{formatCompact(top * part)}</i>
          </span>
        ))}
        {activities.map(({ day, successes, failures }) => (
          <div
            key={day}
            className={classes['column']}
            title={text('reports.chart-activity-of', {
              period: by,
              day: formatDay(day),
              successes,
              failures,
            })}
          >
            <div
              style={{
                height: `${(100 * failures) / top}%`,
                // Few failures beside many successes are what is looked for.
                minHeight: failures > 0 ? 3 : 0,
                background: CHART_COLORS.bad,
              }}
            />
            <div style={{ height: `${(100 * successes) / top}%`, background: CHART_COLORS.main }} />
          </div>
        ))}
      </div>
      <div className={classes['axis']}>
        {activities.map(({ day }, index) => (
          <span key={day}>{(activities.length - 1 - index) % apart === 0 && <i>{nameOf(day, by)}</i>}</span>
        ))}
      </div>
    </div>
  );
}

function nameOf(day: string, by: Period): string {
  return by === 'month' ? formatMonth(day) : formatShortDay(day);
}

/** Ends of an axis, of which the half is as easy to read. */
const ROUND = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

/** A round number of at least `most`. */
function scaleTop(most: number): number {
  const half = Math.max(1, most / 2);
  const magnitude = 10 ** Math.floor(Math.log10(half));
  const enough = ROUND.map((round) => round * magnitude).find((end) => end >= half && Number.isInteger(end));
  return 2 * (enough ?? Math.ceil(half));
}
