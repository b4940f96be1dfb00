import { Anchor, Text } from '@mantine/core';
import { Link } from 'react-router';
import type { RecordImport, RecordState } from '../../api/types.ts';
import { importPath } from '../../app/paths.ts';
import { ChangeList } from '../../components/change-list.tsx';
import { importTitle } from '../../components/import-title.ts';
import { Pill } from '../../components/pill.tsx';
import { Time } from '../../components/time.tsx';
import type { Tone } from '../../components/tone.ts';
import { RecordValues } from './record-values.tsx';
import classes from './state-list.module.css';

const OUTCOMES: Readonly<Record<RecordState['outcome'], readonly [name: string, tone: Tone]>> = {
  current: ['Current', 'good'],
  replaced: ['Replaced', 'neutral'],
  overtaken: ['Never current', 'neutral'],
  undone: ['Undone', 'warning'],
  restored: ['Came back', 'info'],
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
  const [name, tone] = OUTCOMES[state.outcome];
  return (
    <>
      <div className={classes['head']}>
        <Pill tone={tone}>{name}</Pill>
        <Text size="sm">
          <Origin state={state} />
        </Text>
      </div>
      {(state.outcome === 'current' || state.changes.length === 0) && <RecordValues record={state.record} />}
      {state.changes.length > 0 && (
        <div>
          <Text size="sm" c="dimmed" mb={4}>
            What it changed
          </Text>
          <ChangeList type="courses" changes={state.changes} />
        </div>
      )}
      <End state={state} />
    </>
  );
}

function Origin({ state }: { readonly state: RecordState }) {
  if (state.import === null) return 'From the LMS';
  return (
    <>
      From <ImportName item={state.import} /> on <Time instant={state.import.createdAt} />
    </>
  );
}

/** When and by what a state ended. */
function End({ state: { outcome, replacedBy, endedAt } }: { readonly state: RecordState }) {
  if (outcome === 'current' || endedAt === null) return null;
  const by = replacedBy === null ? null : <ImportName item={replacedBy} />;
  if (outcome === 'overtaken') {
    return (
      <Text size="sm" c="dimmed">
        A record of a later import stood already{by !== null && <>: {by}</>}
      </Text>
    );
  }
  return (
    <Text size="sm" c="dimmed">
      {outcome === 'undone' ? 'Undone' : 'Replaced'}
      {by !== null && <> by {by}</>} on <Time instant={endedAt} />
      {outcome === 'restored' && ', and came back when that was undone'}
    </Text>
  );
}

function ImportName({ item }: { readonly item: RecordImport }) {
  return (
    <Anchor component={Link} to={importPath(item.id)} inherit underline="always" className="lms-any-text">
      {importTitle({ ...item, type: 'courses' })}
    </Anchor>
  );
}
