import type { ReportParameters } from '../../api/reports.ts';
import { ActivityChart } from './activity-chart.tsx';
import { CertificationsChart } from './certifications-chart.tsx';
import { CoursesChart } from './courses-chart.tsx';

/** The picture of a report, where there is something to see at a glance. */
export function ReportChart({
  name,
  parameters,
}: {
  readonly name: string;
  readonly parameters: ReportParameters;
}) {
  switch (name) {
    case 'certifications-by-certification':
      return <CertificationsChart parameters={parameters} />;
    case 'courses-by-course':
      return <CoursesChart parameters={parameters} />;
    case 'import-activity':
      return <ActivityChart parameters={parameters} />;
    default:
      return null;
  }
}
