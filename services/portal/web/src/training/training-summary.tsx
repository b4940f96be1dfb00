import type { Training } from '../api/types.ts';
import { Figures } from '../components/figures.tsx';
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
      label="Summary"
      figures={[
        { name: 'Courses completed', value: courses.length },
        { name: 'Certifications in force', value: latest.length - expired },
        { name: `Expiring within ${EXPIRING_DAYS} days`, value: expiring, tone: 'warning' },
        { name: 'Expired', value: expired, tone: 'bad' },
      ]}
    />
  );
}
