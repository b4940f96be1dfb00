import { Badge } from '@mantine/core';
import type { CertificationRecord } from '../api/types.ts';
import { formatCount } from '../components/format.ts';
import { daysUntil, type Expiry, expiryOf } from './expiry.ts';

const COLORS: Readonly<Record<Expiry, string>> = {
  expired: 'red',
  expiring: 'orange',
  valid: 'teal',
  unlimited: 'gray',
};

/** Whether a certification still holds. */
export function ExpiryBadge({ record }: { readonly record: CertificationRecord }) {
  const now = new Date();
  const expiry = expiryOf(record, now);
  return (
    <Badge variant="light" color={COLORS[expiry]} tt="none" radius="sm">
      {textOf(record, expiry, now)}
    </Badge>
  );
}

function textOf({ expirationDate }: CertificationRecord, expiry: Expiry, now: Date): string {
  if (expiry === 'unlimited' || expirationDate === null) return 'No expiry';
  if (expiry === 'expired') return 'Expired';
  if (expiry === 'valid') return 'Valid';
  const days = daysUntil(expirationDate, now);
  return days === 0 ? 'Expires today' : `Expires in ${formatCount(days, 'day', 'days')}`;
}
