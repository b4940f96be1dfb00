import { Anchor, Paper, Stack, Text, Title } from '@mantine/core';
import { Link } from 'react-router';
import { isAdmin } from '../../api/session.ts';
import type { CertificationRecord, Training } from '../../api/types.ts';
import { PATHS } from '../../app/paths.ts';
import { Day } from '../../components/time.tsx';
import { useSession } from '../../frame/session-context.ts';
import { text } from '../../texts/texts.ts';
import { daysUntil, expiryOf, latestCertifications } from '../../training/expiry.ts';
import { ValidityPill } from '../../training/expiry-pill.tsx';
import { TrainingSummary } from '../../training/training-summary.tsx';
import { LatestImports } from './latest-imports.tsx';
import { MyTraining } from './my-training.tsx';
import classes from './overview.module.css';

/** What needs attention: for an admin also what is being imported. */
export function Overview() {
  const session = useSession();
  return (
    <Stack gap="lg">
      {isAdmin(session) && <LatestImports />}
      <Paper component="section" aria-labelledby="training-title">
        <Title order={2} size="h3" mb="md" id="training-title">
          {text('home.my-training')}
        </Title>
        <MyTraining>{(training) => <TrainingGlance training={training} />}</MyTraining>
      </Paper>
    </Stack>
  );
}

/** Certifications that need attention beyond these are in the history itself. */
const MAX_SHOWN = 5;

function TrainingGlance({ training }: { readonly training: Training }) {
  const now = new Date();
  const due = [...latestCertifications(training.certifications)]
    .filter((record) => ['expired', 'expiring'].includes(expiryOf(record, now)))
    .toSorted((a, b) => distance(a, now) - distance(b, now))
    .slice(0, MAX_SHOWN);
  return (
    <Stack gap="md">
      <TrainingSummary training={training} />
      {due.length === 0 ? (
        <Text size="sm" c="dimmed">
          {text('home.nothing-expires')}
        </Text>
      ) : (
        <ul className={classes['list']}>
          {due.map((record) => (
            <DueCertification key={`${record.certificationName} ${record.expirationDate}`} record={record} />
          ))}
        </ul>
      )}
      <Anchor component={Link} to={PATHS.myTrainingHistory} size="sm">
        {text('home.see-history')}
      </Anchor>
    </Stack>
  );
}

/** Days from today, either way: what has just expired or soon will stands first. */
function distance({ expirationDate }: CertificationRecord, now: Date): number {
  return expirationDate === null ? Number.POSITIVE_INFINITY : Math.abs(daysUntil(expirationDate, now));
}

function DueCertification({ record }: { readonly record: CertificationRecord }) {
  return (
    <li className={classes['row']}>
      <span className="lms-any-text">{record.certificationName}</span>
      <span className={classes['side']}>
        {record.expirationDate && <Day day={record.expirationDate} />}
        <ValidityPill validity={expiryOf(record, new Date())} expirationDate={record.expirationDate} />
      </span>
    </li>
  );
}
