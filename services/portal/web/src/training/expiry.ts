import type { CertificationRecord } from '../api/types.ts';

export type Expiry = 'expired' | 'expiring' | 'valid' | 'unlimited';

/** As the reports count: expiring is within the next 90 days. */
export const EXPIRING_DAYS = 90;

const DAY_MS = 24 * 60 * 60 * 1_000;

/** Days until a YYYY-MM-DD, by UTC days as the reports count them; negative when it has passed. */
export function daysUntil(day: string, now: Date): number {
  const today = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate());
  return Math.round((Date.parse(`${day}T00:00:00Z`) - today) / DAY_MS);
}

export function expiryOf({ expirationDate }: CertificationRecord, now: Date): Expiry {
  if (expirationDate === null) return 'unlimited';
  const days = daysUntil(expirationDate, now);
  if (days < 0) return 'expired';
  return days <= EXPIRING_DAYS ? 'expiring' : 'valid';
}
