import { expect, it } from 'vitest';
import type { DateFormat } from '#shared/csv/date-formats.ts';
import { betterDateFormat } from '../../../services/portal/web/src/pages/import/better-date-format.ts';

function dates(used: DateFormat, ...columns: readonly Partial<Record<DateFormat, number>>[]) {
  return {
    dates: {
      used,
      chosen: false,
      columns: columns.map((reads, index) => ({
        title: `Date ${index}`,
        field: 'completionDate',
        values: 100,
        formats: (Object.keys(reads) as DateFormat[]).map((format) => ({
          format,
          reads: reads[format] ?? 0,
          firstUnread: null,
        })),
      })),
    },
  };
}

it('is the format that reads the most dates of all columns', () => {
  const found = dates(
    'YYYY-MM-DD',
    { 'YYYY-MM-DD': 1, 'MM/DD/YYYY': 60, 'DD/MM/YYYY': 99 },
    { 'MM/DD/YYYY': 100, 'DD/MM/YYYY': 40 },
  );
  expect(betterDateFormat(found)).toEqual({ format: 'MM/DD/YYYY', reads: 160, values: 200 });
});

it('is none where the format that was used reads as many', () => {
  expect(betterDateFormat(dates('DD/MM/YYYY', { 'MM/DD/YYYY': 80, 'DD/MM/YYYY': 80 }))).toBeUndefined();
  expect(betterDateFormat(dates('YYYY-MM-DD'))).toBeUndefined();
});
