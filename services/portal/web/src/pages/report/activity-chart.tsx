import { useQuery } from '@tanstack/react-query';
import { type ReportParameters, reportQuery } from '../../api/reports.ts';
import type { ReportRow } from '../../api/types.ts';
import { formatCompact, formatDay, formatNumber, formatShortDay } from '../../components/format.ts';
import { ChartFigure, PendingChart } from './chart-figure.tsx';
import classes from './charts.module.css';
import { CHART_COLORS } from './colors.ts';
import { numberOf, textOf } from './numbers.ts';

/** A day has a row for each type, and the API gives 200 rows at the most: so 30 days always fit. */
const DAYS = 30;
/** From the last day back, a day that many days apart is named. */
const LABELLED_DAYS = 7;
const MAX_ROWS = 200;
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
      limit: MAX_ROWS,
      cursor: null,
    }),
  );
  if (report.isPending) return <PendingChart />;
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
            title={`${formatDay(day)}: ${formatNumber(successes)} successes, ${formatNumber(failures)} failures`}
          >
            <div style={{ height: `${(100 * failures) / top}%`, background: CHART_COLORS.bad }} />
            <div style={{ height: `${(100 * successes) / top}%`, background: CHART_COLORS.main }} />
          </div>
        ))}
      </div>
      <div className={classes['axis']}>
        {activities.map(({ day }, index) => (
          <span key={day}>{(DAYS - 1 - index) % LABELLED_DAYS === 0 && <i>{formatShortDay(day)}</i>}</span>
        ))}
      </div>
    </div>
  );
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
