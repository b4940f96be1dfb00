import { Button, Group, Stack } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ApiProblem } from '../../../api/client.ts';
import { applyImport, approveImport, refreshImport, showChanged } from '../../../api/imports.ts';
import type { CheckView, ImportView } from '../../../api/types.ts';
import { announce } from '../../../components/live-region.tsx';
import { namedFile } from '../../../components/named-file.ts';
import { Notice } from '../../../components/notice.tsx';
import { describeError } from '../../../components/states.tsx';
import { text } from '../../../texts/texts.ts';
import { validRows } from './check-summary.ts';

interface CheckActionsProps {
  readonly item: ImportView;
  readonly check: CheckView;
  readonly onEdit: () => void;
  readonly onDiscard: () => void;
}

/** What can be done with a checked file: to import it, to read it by other settings, or to discard it. */
export function CheckActions({ item, check, onEdit, onDiscard }: CheckActionsProps) {
  const client = useQueryClient();
  const isHeld = item.status === 'Needs approval';
  const apply = useMutation({
    mutationFn: () => (isHeld ? approveImport(item) : applyImport(item)),
    onSuccess: (answer) => {
      announce(text('check.announced-import', namedFile(answer)));
      showChanged(client, answer);
    },
    onError: (error) => {
      // Somebody was faster, in another tab or at another desk: the page shows what has become of it.
      if (isConflict(error)) return refreshImport(client, item);
      return undefined;
    },
  });
  return (
    <Stack gap="sm">
      {apply.isError && !isConflict(apply.error) && <Refused error={apply.error} />}
      <Group gap="sm">
        <Button
          onClick={() => apply.mutate()}
          loading={apply.isPending || apply.isSuccess}
          disabled={validRows(check) === 0}
        >
          {text(isHeld ? 'check.approve-and-import' : 'check.import')}
        </Button>
        <Button variant="default" onClick={onEdit}>
          {text('check.change-settings')}
        </Button>
        <Button variant="default" onClick={onDiscard}>
          {text('check.discard')}
        </Button>
      </Group>
    </Stack>
  );
}

function Refused({ error }: { readonly error: unknown }) {
  if (error instanceof ApiProblem && error.code === 'needs-other-person') {
    return (
      <Notice tone="warning" title={text('check.needs-other-person')} alert>
        {text('check.needs-other-person-reason')}
      </Notice>
    );
  }
  return (
    <Notice tone="bad" title={text('check.not-imported')} alert>
      {describeError(error)}
    </Notice>
  );
}

function isConflict(error: unknown): boolean {
  return error instanceof ApiProblem && (error.status === 409 || error.status === 404);
}
