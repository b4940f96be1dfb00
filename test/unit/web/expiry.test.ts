import { expect, it } from 'vitest';
import { daysUntil, expiryOf } from '../../../services/portal/web/src/training/expiry.ts';

const NOW = new Date('2026-03-01T23:30:00Z');

it.each([
  [null, 'unlimited'],
  ['2026-02-28', 'expired'],
  ['2026-03-01', 'expiring'],
  ['2026-05-30', 'expiring'],
  ['2026-05-31', 'valid'],
])('a certification that expires on %s is %s, as the reports count it', (expirationDate, expiry) => {
  const record = {
    certificationName: 'First Aid',
    certificationNumber: null,
    issuingOrganization: null,
    issueDate: '2020-01-01',
    expirationDate,
    notes: null,
    status: 'completed',
    importId: null,
    recordId: '1',
  };
  expect(expiryOf(record, NOW)).toBe(expiry);
});

it('counts days of the calendar, not times of 24 hours', () => {
  expect(daysUntil('2026-03-02', NOW)).toBe(1);
});
