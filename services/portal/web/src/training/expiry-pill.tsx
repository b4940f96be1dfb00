import { Pill } from '../components/pill.tsx';
import type { Tone } from '../components/tone.ts';
import { text } from '../texts/texts.ts';
import { daysUntil, type Validity } from './expiry.ts';

const TONES: Readonly<Record<Validity, Tone>> = {
  expired: 'bad',
  expiring: 'warning',
  valid: 'good',
  'no expiry': 'good',
  renewed: 'neutral',
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
  if (validity !== 'expiring') return text(`training.validity.${validity}`);
  return text('training.expires-in', { days: daysUntil(expirationDate ?? '', new Date()) });
}
