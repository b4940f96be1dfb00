import { expect, it } from 'vitest';
import {
  daysUntil,
  expiryOf,
  latestCertifications,
} from '../../../services/portal/web/src/training/expiry.ts';

const NOW = new Date('2026-03-01T23:30:00Z');

it.each([
  [null, 'no expiry'],
  ['2026-02-28', 'expired'],
  ['2026-03-01', 'expiring'],
  ['2026-05-30', 'expiring'],
  ['2026-05-31', 'valid'],
])('a certification that expires on %s is %s, as the reports count it', (expirationDate, expiry) => {
  expect(expiryOf({ expirationDate }, NOW)).toBe(expiry);
});

it('the latest record of each certification decides, as in the reports', () => {
  const record = (
    recordId: string,
    certificationName: string,
    issueDate: string,
    expirationDate: string | null,
  ) => ({
    recordId,
    certificationName,
    issueDate,
    expirationDate,
    importId: null,
  });
  const records = [
    record('1', 'First Aid', '2022-01-01', '2024-01-01'),
    record('2', 'First Aid', '2024-01-01', '2026-01-01'),
    record('7', 'Crane', '2024-01-01', '2025-01-01'),
    record('8', 'Crane', '2020-01-01', '2030-01-01'),
    record('3', 'Welding', '2020-01-01', null),
    record('4', 'Welding', '2020-01-01', '2021-01-01'),
    record('9', 'Rigging', '2020-01-01', '2021-01-01'),
    record('10', 'Rigging', '2020-01-01', '2021-01-01'),
  ];
  expect([...latestCertifications(records)].map(({ recordId }) => recordId)).toEqual(['2', '7', '3', '10']);
});

it('counts days of the calendar, not times of 24 hours', () => {
  expect(daysUntil('2026-03-02', NOW)).toBe(1);
});
