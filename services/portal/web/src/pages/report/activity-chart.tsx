import { useQuery } from '@tanstack/react-query';
import { type ReportParameters, reportQuery } from '../../api/reports.ts';
import type { ReportRow } from '../../api/types.ts';
import { formatDay, formatNumber } from '../../components/format.ts';
import { ChartFigure } from './chart-figure.tsx';
import classes from './charts.module.css';
import { CHART_COLORS } from './colors.ts';
import { numberOf, textOf } from './numbers.ts';

/** A day has a row for each type, and the API gives 200 rows at the most: so 30 days always fit. */
const DAYS = 30;
const MOST_ROWS = 200;
const DAY_MS = 24 * 60 * 60 * 1_000;

const LEGEND = [
  { name: 'Successes', color: CHART_COLORS.main },
  { name: 'Failures', color: CHART_COLORS.bad },
] as const;

interface Activity {
  readonly day: string;
  readonly successes: number;
  readonly failures: number;
}

/** The records imported on each of the last 30 days, or on those until the day that is filtered for. */
export function ActivityChart({ parameters }: { readonly parameters: ReportParameters }) {
  const days = lastDays(parameters['to'] || new Date().toISOString().slice(0, 10));
  const [from = '', to = ''] = [days[0], days.at(-1)];
  const report = useQuery(
    reportQuery({
      name: 'import-activity',
      parameters: { ...parameters, from, to, sort: 'day', order: 'asc' },
      limit: MOST_ROWS,
      cursor: null,
    }),
  );
  const rows = report.data?.rows ?? [];
  if (rows.length === 0) return null;
  return (
    <ChartFigure title="Records imported, by day (UTC)" legend={LEGEND}>
      <Columns activities={days.map((day) => activityOf(day, rows))} />
    </ChartFigure>
  );
}

function lastDays(last: string): string[] {
  const end = Date.parse(`${last}T00:00:00Z`);
  return Array.from({ length: DAYS }, (_, i) =>
    new Date(end - (DAYS - 1 - i) * DAY_MS).toISOString().slice(0, 10),
  );
}

function activityOf(day: string, rows: readonly ReportRow[]): Activity {
  const ofDay = rows.filter((row) => textOf(row, 'day') === day);
  const sum = (key: string): number => ofDay.reduce((all, row) => all + numberOf(row, key), 0);
  return { day, successes: sum('successes'), failures: sum('failures') };
}

function Columns({ activities }: { readonly activities: readonly Activity[] }) {
  const most = Math.max(1, ...activities.map(({ successes, failures }) => successes + failures));
  return (
    <div aria-hidden="true">
      <div className={classes['columns']}>
        <span className={classes['top']}>{formatNumber(most)}</span>
        {activities.map(({ day, successes, failures }) => (
          <div
            key={day}
            className={classes['column']}
            title={`${formatDay(day)}: ${formatNumber(successes)} successes, ${formatNumber(failures)} failures`}
          >
            <div style={{ height: `${(100 * failures) / most}%`, background: CHART_COLORS.bad }} />
            <div style={{ height: `${(100 * successes) / most}%`, background: CHART_COLORS.main }} />
          </div>
        ))}
      </div>
      <div className={classes['axis']}>
        <span>{formatDay(activities[0]?.day ?? '')}</span>
        <span>{formatDay(activities.at(-1)?.day ?? '')}</span>
      </div>
    </div>
  );
}
