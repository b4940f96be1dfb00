import { formatCount } from '../components/format.ts';
import { Pill } from '../components/pill.tsx';
import type { Tone } from '../components/tone.ts';
import { daysUntil, type Validity } from './expiry.ts';

const TONES: Readonly<Record<Validity, Tone>> = {
  expired: 'bad',
  expiring: 'warning',
  valid: 'good',
  'no expiry': 'good',
  renewed: 'neutral',
};

const TEXTS: Readonly<Record<Exclude<Validity, 'expiring'>, string>> = {
  expired: 'Expired',
  valid: 'Valid',
  'no expiry': 'No expiry',
  renewed: 'Renewed',
};

interface ValidityPillProps {
  readonly validity: Validity;
  readonly expirationDate: string | null;
}

/** Whether a certification still holds. */
export function ValidityPill(props: ValidityPillProps) {
  return <Pill tone={TONES[props.validity]}>{describeValidity(props)}</Pill>;
}

export function describeValidity({ validity, expirationDate }: ValidityPillProps): string {
  if (validity !== 'expiring') return TEXTS[validity];
  const days = daysUntil(expirationDate ?? '', new Date());
  return days === 0 ? 'Expires today' : `Expires in ${formatCount(days, 'day', 'days')}`;
}
