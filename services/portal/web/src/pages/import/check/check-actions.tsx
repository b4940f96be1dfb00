import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ApiProblem } from '../../../api/client.ts';
import { applyImport, approveImport, refreshImport, showChanged } from '../../../api/imports.ts';
import type { Check, ImportView } from '../../../api/types.ts';
import { announce } from '../../../components/live-region.tsx';
import { Notice } from '../../../components/notice.tsx';
import { describeError } from '../../../components/states.tsx';
import { validRows } from './check-summary.ts';
import { Discard } from './discard.tsx';

interface CheckActionsProps {
  readonly item: ImportView;
  readonly check: Check;
  readonly onEdit: () => void;
}

/** What can be done with a checked file: to import it, to read it by other settings, or to discard it. */
export function CheckActions({ item, check, onEdit }: CheckActionsProps) {
  const client = useQueryClient();
  const [asking, dialog] = useDisclosure(false);
  const isHeld = item.status === 'Needs approval';
  const apply = useMutation({
    mutationFn: () => (isHeld ? approveImport(item) : applyImport(item)),
    onSuccess: (answer) => {
      announce(`Importing ${answer.fileName ?? 'the file'}.`);
      showChanged(client, answer);
    },
    onError: (error) => {
      // Somebody was faster, in another tab or at another desk: the page shows what has become of it.
      if (isConflict(error)) return refreshImport(client, item);
      return undefined;
    },
    onSettled: dialog.close,
  });
  const doubles = item.type === 'certifications' && item.sameFileAs !== null;
  const start = doubles ? dialog.open : () => apply.mutate();
  return (
    <Stack gap="sm">
      {apply.isError && !isConflict(apply.error) && <Refused error={apply.error} />}
      <Group gap="sm">
        <Button
          onClick={start}
          loading={apply.isPending || apply.isSuccess}
          disabled={validRows(check) === 0}
        >
          {isHeld ? 'Approve and import' : 'Import'}
        </Button>
        <Button variant="default" onClick={onEdit}>
          Change settings
        </Button>
        <Discard item={item} />
      </Group>
      <Modal opened={asking} onClose={dialog.close} title="Import this file a second time?" centered>
        <Text size="sm" mb="md">
          The same file was imported before. Certifications are never merged, so each of its rows adds a
          second record.
        </Text>
        <Group justify="flex-end">
          <Button variant="default" flex="1 1 auto" onClick={dialog.close}>
            Not now
          </Button>
          <Button flex="1 1 auto" loading={apply.isPending} onClick={() => apply.mutate()}>
            Import it again
          </Button>
        </Group>
      </Modal>
    </Stack>
  );
}

function Refused({ error }: { readonly error: unknown }) {
  if (error instanceof ApiProblem && error.code === 'needs-other-person') {
    return (
      <Notice tone="warning" title="Somebody else has to approve this import" alert>
        You uploaded this file. In your organization the person who approves an import is another than the one
        who uploaded it: ask another LMS admin to open this page.
      </Notice>
    );
  }
  return (
    <Notice tone="bad" title="The file was not imported" alert>
      {describeError(error)}
    </Notice>
  );
}

function isConflict(error: unknown): boolean {
  return error instanceof ApiProblem && (error.status === 409 || error.status === 404);
}
