import type { Training } from '../api/types.ts';
import { Figures } from '../components/figures.tsx';
import { text } from '../texts/texts.ts';
import { EXPIRING_DAYS, expiryOf, latestCertifications } from './expiry.ts';

/** A training history in four numbers; of a certification that was renewed, its latest record counts. */
export function TrainingSummary({ training: { courses, certifications } }: { readonly training: Training }) {
  const now = new Date();
  const latest = [...latestCertifications(certifications)];
  const count = (expiry: string): number =>
    latest.filter((record) => expiryOf(record, now) === expiry).length;
  const [expired, expiring] = [count('expired'), count('expiring')];
  return (
    <Figures
      label={text('training.summary')}
      figures={[
        { name: text('training.courses-completed'), value: courses.length },
        { name: text('training.certifications-in-force'), value: latest.length - expired },
        { name: text('training.expiring-within', { days: EXPIRING_DAYS }), value: expiring, tone: 'warning' },
        { name: text('training.expired-ones'), value: expired, tone: 'bad' },
      ]}
    />
  );
}
