import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { inspectionQuery } from '../../api/check.ts';
import { checkWithDates, refreshImportLists, showChanged } from '../../api/imports.ts';
import type { ImportView } from '../../api/types.ts';
import { importPath } from '../../app/paths.ts';
import { Notice } from '../../components/notice.tsx';
import { describeError } from '../../components/states.tsx';
import { text } from '../../texts/texts.ts';
import { type BetterDateFormat, betterDateFormat } from './better-date-format.ts';

/** Offers to import the file once more where its dates are of another format than they were read in. */
export function ReadDatesAgain({ item }: { readonly item: ImportView }) {
  const canBeRead = item.failures > 0 && item.links.original !== null && item.links.inspection !== null;
  const { data } = useQuery({ ...inspectionQuery(item), enabled: canBeRead && item.completedAt !== null });
  const better = data === undefined ? undefined : betterDateFormat(data);
  return better === undefined ? null : <Offer item={item} better={better} />;
}

function Offer({ item, better }: { readonly item: ImportView; readonly better: BetterDateFormat }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const again = useMutation({
    mutationFn: () => checkWithDates(item, better.format),
    onSuccess: async (answer) => {
      showChanged(client, answer);
      void refreshImportLists(client);
      await navigate(importPath(answer.id));
    },
  });
  const { format, reads, values } = better;
  return (
    <Notice tone="warning" title={text('import.better-dates', { reads, values, format })}>
      <Stack gap="xs">
        <Text size="sm">{text('import.better-dates-advice')}</Text>
        <Group>
          <Button size="xs" onClick={() => again.mutate()} loading={again.isPending || again.isSuccess}>
            {text('import.again-as', { format })}
          </Button>
        </Group>
        {again.isError && (
          <Text size="sm" role="alert">
            {describeError(again.error)}
          </Text>
        )}
      </Stack>
    </Notice>
  );
}
