import type { CertificationRecord } from '../api/types.ts';

/** As the reports name it; `renewed` is a record whose person has a later one of the same certification. */
const VALIDITIES = ['expired', 'expiring', 'valid', 'no expiry', 'renewed'] as const;
export type Validity = (typeof VALIDITIES)[number];

export function isValidity(value: unknown): value is Validity {
  return VALIDITIES.some((validity) => validity === value);
}

/** As the reports count: expiring is within the next 90 days. */
export const EXPIRING_DAYS = 90;

const DAY_MS = 24 * 60 * 60 * 1_000;

/** Days until a YYYY-MM-DD, by UTC days as the reports count them; negative when it has passed. */
export function daysUntil(day: string, now: Date): number {
  const today = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate());
  return Math.round((Date.parse(`${day}T00:00:00Z`) - today) / DAY_MS);
}

/** A certification by its date alone, as if there were no later one. */
export function expiryOf(
  { expirationDate }: Pick<CertificationRecord, 'expirationDate'>,
  now: Date,
): Exclude<Validity, 'renewed'> {
  if (expirationDate === null) return 'no expiry';
  const days = daysUntil(expirationDate, now);
  if (days < 0) return 'expired';
  return days <= EXPIRING_DAYS ? 'expiring' : 'valid';
}

/**
 * Of a person's certifications, the latest of each: the day of issue decides, then which holds longest, then which came
 * last. As the reports have it.
 */
export function latestCertifications(
  certifications: readonly CertificationRecord[],
): ReadonlySet<CertificationRecord> {
  const latest = new Map<string, CertificationRecord>();
  for (const record of certifications) {
    const known = latest.get(record.certificationName);
    if (known === undefined || isLater(record, known)) latest.set(record.certificationName, record);
  }
  return new Set(latest.values());
}

/** What nothing ends holds longest. */
const NEVER = '9999-12-31';

function isLater(one: CertificationRecord, other: CertificationRecord): boolean {
  if (one.issueDate !== other.issueDate) return one.issueDate > other.issueDate;
  const [end, otherEnd] = [one.expirationDate ?? NEVER, other.expirationDate ?? NEVER];
  if (end !== otherEnd) return end > otherEnd;
  return Number(one.recordId) > Number(other.recordId);
}
