import { Button, Group, Text } from '@mantine/core';
import { recordTable } from '#shared/records/record-table.ts';
import { undoCourse } from '../../api/people.ts';
import type { Change, CourseRecord, RecordState } from '../../api/types.ts';
import { ChangeList } from '../../components/change-list.tsx';
import { text } from '../../texts/texts.ts';
import { UndoRecord } from '../../training/undo-record.tsx';
import { useCanBeUndone } from '../../training/use-can-be-undone.ts';

interface RecordActionsProps {
  readonly personId: string;
  /** the current one first */
  readonly states: readonly RecordState[];
  /** whether these are all there are */
  readonly isWhole: boolean;
}

/** The way to undo the current record, with what comes back. */
export function RecordActions({ personId, states, isWhole }: RecordActionsProps) {
  const [current] = states;
  if (current === undefined || current.import === null) return null;
  return (
    <UndoCurrent
      personId={personId}
      states={states}
      isWhole={isWhole}
      current={current}
      importId={current.import.id}
    />
  );
}

interface UndoCurrentProps extends RecordActionsProps {
  readonly current: RecordState;
  readonly importId: string;
}

function UndoCurrent({ personId, states, isWhole, current, importId }: UndoCurrentProps) {
  if (!useCanBeUndone(importId)) {
    return (
      <Text size="sm" c="dimmed">
        {text('record.undo-too-late')}
      </Text>
    );
  }
  const { courseNumber, courseName } = current.record;
  const before = states.find(({ restoredByUndo }) => restoredByUndo);
  return (
    <Group>
      <UndoRecord
        name={courseName}
        undo={() => undoCourse(personId, courseNumber)}
        button={(ask) => (
          <Button variant="default" onClick={ask}>
            {text('record.undo')}
          </Button>
        )}
      >
        <Consequence current={current} before={before} isWhole={isWhole} />
      </UndoRecord>
    </Group>
  );
}

interface ConsequenceProps {
  readonly current: RecordState;
  readonly before: RecordState | undefined;
  readonly isWhole: boolean;
}

function Consequence({ current, before, isWhole }: ConsequenceProps) {
  if (before === undefined) {
    return (
      <Text size="sm">{isWhole ? text('record.undo-removes') : text('record.undo-restores-or-removes')}</Text>
    );
  }
  const changes = differences(current.record, before.record);
  if (changes.length === 0) {
    return <Text size="sm">{text('record.undo-restores-same')}</Text>;
  }
  return (
    <>
      <Text size="sm">{text('record.undo-restores')}</Text>
      <ChangeList type="courses" changes={changes} />
    </>
  );
}

function differences(from: CourseRecord, to: CourseRecord): Change[] {
  return recordTable('courses')
    .stored.map(({ column: { field } }) => ({ field, from: from[field] ?? null, to: to[field] ?? null }))
    .filter((change) => change.from !== change.to);
}
