import { Button, Group } from '@mantine/core';
import { text } from '../texts/texts.ts';
import { Notice } from './notice.tsx';
import { describeError } from './states.tsx';

interface UndoActionsProps {
  /** the request that begins the undo */
  readonly undo: {
    readonly error: Error | null;
    readonly isPending: boolean;
    readonly isSuccess: boolean;
    readonly mutate: () => void;
  };
  /** what is undone */
  readonly what: 'import' | 'record';
  readonly onKeep: () => void;
}

/** The end of a dialog that asks whether to undo something: why that failed, and the two answers. */
export function UndoActions({ undo, what, onKeep }: UndoActionsProps) {
  return (
    <>
      {undo.error !== null && (
        <Notice tone="bad" title={text('components.undo.failed', { what })} alert>
          {describeError(undo.error)}
        </Notice>
      )}
      <Group justify="flex-end">
        <Button variant="default" flex="1 1 auto" onClick={onKeep}>
          {text('components.undo.keep')}
        </Button>
        {/* The darkest red: white on the usual one is too faint on a dark page. */}
        <Button
          color="red.9"
          flex="1 1 auto"
          loading={undo.isPending || undo.isSuccess}
          onClick={() => undo.mutate()}
        >
          {text('components.undo.confirm', { what })}
        </Button>
      </Group>
    </>
  );
}
