/** Readable on light and dark pages, and apart from each other for colour-blind readers by their lightness. */
export const CHART_COLORS = {
  main: 'var(--lms-chart-main)',
  warning: 'var(--lms-chart-warning)',
  bad: 'var(--lms-chart-bad)',
} as const;
