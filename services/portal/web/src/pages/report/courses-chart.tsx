import { useQuery } from '@tanstack/react-query';
import { type ReportParameters, reportQuery } from '../../api/reports.ts';
import { text } from '../../texts/texts.ts';
import { BarChart } from './bar-chart.tsx';
import { ChartFigure, PendingChart } from './chart-figure.tsx';
import { CHART_COLORS } from './colors.ts';
import { numberOf, textOf } from './numbers.ts';

const BARS = 8;

export function CoursesChart({ parameters }: { readonly parameters: ReportParameters }) {
  const report = useQuery(
    reportQuery({
      name: 'courses-by-course',
      parameters: { ...parameters, sort: 'people', order: 'desc' },
      limit: BARS,
      cursor: null,
    }),
  );
  if (report.isPending) return <PendingChart />;
  const rows = report.data?.rows ?? [];
  if (rows.length === 0) return null;
  return (
    <ChartFigure title={text('reports.chart-courses')}>
      <BarChart
        bars={rows.map((row) => ({
          key: textOf(row, 'courseNumber'),
          name: textOf(row, 'courseName'),
          parts: [
            { name: text('reports.chart-people'), color: CHART_COLORS.main, value: numberOf(row, 'people') },
          ],
        }))}
      />
    </ChartFigure>
  );
}
