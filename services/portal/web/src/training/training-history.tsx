import { Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { Training } from '../api/types.ts';
import { SearchField } from '../components/search-field.tsx';
import { text } from '../texts/texts.ts';
import { CertificationsTable } from './certifications-table.tsx';
import { CoursesTable } from './courses-table.tsx';
import { TrainingSummary } from './training-summary.tsx';

/** More records than this are easier searched than read. */
const SEARCH_FROM = 8;

/** A person's whole training history. */
export function TrainingHistory({
  training,
  personId,
}: {
  readonly training: Training;
  /** whose it is, where an admin looks at it */
  readonly personId?: string;
}) {
  const [search, setSearch] = useState('');
  const { courses, certifications } = training;
  return (
    <Stack gap="lg">
      <TrainingSummary training={training} />
      {training.next !== undefined && <Text c="dimmed">{text('training.latest-part')}</Text>}
      {courses.length + certifications.length >= SEARCH_FROM && (
        <SearchField
          label={text('training.search')}
          placeholder={text('training.search-example')}
          value={search}
          onChange={setSearch}
        />
      )}
      <CoursesTable courses={courses} search={search} personId={personId} />
      <CertificationsTable certifications={certifications} search={search} personId={personId} />
    </Stack>
  );
}
