import { Anchor, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Tags } from '#shared/texts/texts.ts';
import type { RecordImport, RecordState } from '../../api/types.ts';
import { importPath } from '../../app/paths.ts';
import { ChangeList } from '../../components/change-list.tsx';
import { importTitle } from '../../components/import-title.ts';
import { Pill } from '../../components/pill.tsx';
import { Time } from '../../components/time.tsx';
import type { Tone } from '../../components/tone.ts';
import { richText, text } from '../../texts/texts.ts';
import { RecordValues } from './record-values.tsx';
import classes from './state-list.module.css';

const TONES: Readonly<Record<RecordState['outcome'], Tone>> = {
  current: 'good',
  replaced: 'neutral',
  overtaken: 'neutral',
  undone: 'warning',
  restored: 'info',
};

/** What a record is and was, the latest first. */
export function StateList({ states }: { readonly states: readonly RecordState[] }) {
  return (
    <ol className={classes['states']}>
      {states.map((state, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a list that is only read
        <li key={index} className={classes['state']}>
          <State state={state} />
        </li>
      ))}
    </ol>
  );
}

function State({ state }: { readonly state: RecordState }) {
  return (
    <>
      <div className={classes['head']}>
        <Pill tone={TONES[state.outcome]}>{text(`record.outcome.${state.outcome}`)}</Pill>
        <Text size="sm">
          <Origin state={state} />
        </Text>
      </div>
      {(state.outcome === 'current' || state.changes.length === 0) && <RecordValues record={state.record} />}
      {state.changes.length > 0 && (
        <div>
          <Text size="sm" c="dimmed" mb={4}>
            {text('record.what-it-changed')}
          </Text>
          <ChangeList type="courses" changes={state.changes} />
        </div>
      )}
      <End state={state} />
    </>
  );
}

function Origin({ state }: { readonly state: RecordState }) {
  if (state.import === null) return text('record.from-lms');
  return richText('record.from-import', tagsOf(state.import, state.import.createdAt), {
    name: nameOf(state.import),
  });
}

/** When and by what a state ended. */
function End({ state }: { readonly state: RecordState }) {
  if (state.outcome === 'current' || state.endedAt === null) return null;
  return (
    <Text size="sm" c="dimmed">
      {describeEnd(state.outcome, state.replacedBy, state.endedAt)}
    </Text>
  );
}

/** What a state can have ended with, and what is said of that with the import that ended it and without. */
const ENDS = {
  overtaken: ['record.overtaken', 'record.overtaken-by'],
  undone: ['record.undone', 'record.undone-by'],
  replaced: ['record.replaced', 'record.replaced-by'],
  restored: ['record.restored', 'record.restored-after'],
} as const;

function describeEnd(outcome: keyof typeof ENDS, by: RecordImport | null, endedAt: string): ReactNode {
  const [without, withImport] = ENDS[outcome];
  if (by === null) return richText(without, { time: () => <Time instant={endedAt} /> });
  return richText(withImport, tagsOf(by, endedAt), { name: nameOf(by) });
}

/** The elements of a sentence that names an import and a time. */
function tagsOf(item: RecordImport, instant: string): Tags<ReactNode> {
  return {
    import: (parts) => (
      <Anchor component={Link} to={importPath(item.id)} inherit underline="always" className="lms-any-text">
        {parts}
      </Anchor>
    ),
    time: () => <Time instant={instant} />,
  };
}

function nameOf(item: RecordImport): string {
  return importTitle({ ...item, type: 'courses' });
}
