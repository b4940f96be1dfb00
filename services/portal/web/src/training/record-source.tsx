import { Anchor, Text } from '@mantine/core';
import { Link } from 'react-router';
import { undoCertification } from '../api/people.ts';
import type { CertificationRecord, CourseRecord } from '../api/types.ts';
import { coursePath } from '../app/paths.ts';
import { hidden } from '../components/hidden.tsx';
import { richText, text } from '../texts/texts.ts';
import { ImportLink } from './import-link.tsx';
import { UndoRecord } from './undo-record.tsx';
import { useCanBeUndone } from './use-can-be-undone.ts';

/** Where a course came from; for an admin who looks at a person, the way to what it was before. */
export function CourseSource({
  course,
  personId,
}: {
  readonly course: CourseRecord;
  readonly personId: string | undefined;
}) {
  return (
    <>
      <ImportLink importId={course.importId} />
      {personId !== undefined && (
        <div>
          <Anchor
            component={Link}
            to={coursePath(personId, course.courseNumber)}
            size="xs"
            underline="always"
          >
            {richText('training.course-history', { hidden }, { name: course.courseName })}
          </Anchor>
        </div>
      )}
    </>
  );
}

/** Where a certification came from; for an admin who looks at a person, the way to undo it. */
export function CertificationSource({
  record,
  personId,
}: {
  readonly record: CertificationRecord;
  readonly personId: string | undefined;
}) {
  return (
    <>
      <ImportLink importId={record.importId} />
      {personId !== undefined && record.importId !== null && (
        <UndoCertification record={record} personId={personId} importId={record.importId} />
      )}
    </>
  );
}

interface UndoCertificationProps {
  readonly record: CertificationRecord;
  readonly personId: string;
  readonly importId: string;
}

function UndoCertification({ record, personId, importId }: UndoCertificationProps) {
  if (!useCanBeUndone(importId)) return null;
  return (
    <UndoRecord
      name={record.certificationName}
      undo={() => undoCertification(personId, record.recordId)}
      button={(ask) => (
        <div>
          <Anchor component="button" type="button" size="xs" underline="always" onClick={ask}>
            {richText('training.undo-certification', { hidden }, { name: record.certificationName })}
          </Anchor>
        </div>
      )}
    >
      <Text size="sm">{text('training.certification-is-removed')}</Text>
    </UndoRecord>
  );
}
