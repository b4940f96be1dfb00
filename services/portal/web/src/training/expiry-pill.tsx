import type { CertificationRecord } from '../api/types.ts';
import { formatCount } from '../components/format.ts';
import { Pill } from '../components/pill.tsx';
import type { Tone } from '../components/tone.ts';
import { daysUntil, type Expiry, expiryOf } from './expiry.ts';

const TONES: Readonly<Record<Expiry, Tone>> = {
  expired: 'bad',
  expiring: 'warning',
  valid: 'good',
  unlimited: 'neutral',
};

/** Whether a certification still holds. */
export function ExpiryPill({ record }: { readonly record: CertificationRecord }) {
  const now = new Date();
  const expiry = expiryOf(record, now);
  return <Pill tone={TONES[expiry]}>{textOf(record, expiry, now)}</Pill>;
}

function textOf({ expirationDate }: CertificationRecord, expiry: Expiry, now: Date): string {
  if (expiry === 'unlimited' || expirationDate === null) return 'No expiry';
  if (expiry === 'expired') return 'Expired';
  if (expiry === 'valid') return 'Valid';
  const days = daysUntil(expirationDate, now);
  return days === 0 ? 'Expires today' : `Expires in ${formatCount(days, 'day', 'days')}`;
}
