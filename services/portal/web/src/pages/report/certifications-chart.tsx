import { useQuery } from '@tanstack/react-query';
import { type ReportParameters, reportQuery } from '../../api/reports.ts';
import { text } from '../../texts/texts.ts';
import { EXPIRING_DAYS } from '../../training/expiry.ts';
import { BarChart } from './bar-chart.tsx';
import { ChartFigure, PendingChart } from './chart-figure.tsx';
import { CHART_COLORS } from './colors.ts';
import { numberOf, textOf } from './numbers.ts';

const BARS = 8;

const legend = () =>
  [
    { name: text('reports.chart-in-force'), color: CHART_COLORS.main },
    { name: text('training.expiring-within', { days: EXPIRING_DAYS }), color: CHART_COLORS.warning },
    { name: text('training.expired-ones'), color: CHART_COLORS.bad },
  ] as const;

export function CertificationsChart({ parameters }: { readonly parameters: ReportParameters }) {
  const report = useQuery(
    reportQuery({
      name: 'certifications-by-certification',
      parameters: { ...parameters, sort: 'people', order: 'desc' },
      limit: BARS,
      cursor: null,
    }),
  );
  if (report.isPending) return <PendingChart />;
  const rows = report.data?.rows ?? [];
  if (rows.length === 0) return null;
  const parts = legend();
  return (
    <ChartFigure title={text('reports.chart-certifications')} legend={parts}>
      <BarChart
        bars={rows.map((row) => {
          const [expiring, expired] = [numberOf(row, 'expiring'), numberOf(row, 'expired')];
          const inForce = numberOf(row, 'people') - expiring - expired;
          return {
            key: textOf(row, 'certificationName'),
            name: textOf(row, 'certificationName'),
            parts: [inForce, expiring, expired].map((value, i) => ({ ...(parts[i] ?? parts[0]), value })),
          };
        })}
      />
    </ChartFigure>
  );
}
