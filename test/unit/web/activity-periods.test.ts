import { expect, test } from 'vitest';
import { activityRange } from '../../../services/portal/web/src/pages/report/activity-periods.ts';

const TODAY = '2026-03-18';

test('without filters the last 30 days are shown, day by day', () => {
  const { by, from, to, periods } = activityRange({ from: '', to: '' }, TODAY);
  expect([by, from, to]).toEqual(['day', '2026-02-17', TODAY]);
  expect([periods.length, periods[0], periods.at(-1)]).toEqual([30, from, to]);
});

test.each([
  ['2026-03-01', '2026-03-03', 'day', ['2026-03-01', '2026-03-02', '2026-03-03']],
  ['2025-12-17', '2026-03-18', 'week', ['2025-12-15', '2025-12-22']],
  ['2024-02-10', '2026-03-18', 'month', ['2024-02-01', '2024-03-01']],
])('from %s to %s by %s', (from, to, by, first) => {
  const range = activityRange({ from, to }, TODAY);
  expect(range).toMatchObject({ by, from, to });
  expect(range.periods.slice(0, first.length)).toEqual(first);
  expect((range.periods.at(-1) ?? '') <= to).toBe(true);
});

test('never has more periods than the API gives rows for two types', () => {
  for (const from of ['0001-01-01', '1990-05-05', '2018-03-01', '2025-01-09', '2026-01-16']) {
    const range = activityRange({ from }, TODAY);
    expect(2 * range.periods.length).toBeLessThanOrEqual(200);
    expect(range.from <= (range.periods.at(-1) ?? '')).toBe(true);
  }
});

test('takes no notice of what is no day, and shows nothing where the days are the wrong way round', () => {
  expect(activityRange({ from: 'x', to: 'y' }, TODAY)).toEqual(activityRange({}, TODAY));
  expect(activityRange({ from: '2026-03-02', to: '2026-03-01' }, TODAY).periods).toEqual([]);
});
