import { Button, Group, Paper, Progress, Stack, Text } from '@mantine/core';
import { accountedFor } from '../../../api/imports.ts';
import type { ImportView } from '../../../api/types.ts';
import { describeDelay } from '../../../components/delay-text.ts';
import { formatPercent } from '../../../components/format.ts';
import { namedFile } from '../../../components/named-file.ts';
import { text } from '../../../texts/texts.ts';

/** How far a check is. */
export function Checking({ item, onDiscard }: { readonly item: ImportView; readonly onDiscard: () => void }) {
  const done = accountedFor(item);
  const share = item.total ? done / item.total : 0;
  return (
    <Paper component="section" aria-labelledby="checking-title">
      <Stack gap="md">
        <Text fw={600} id="checking-title">
          {text('check.progress', { done, total: item.total ?? 0 })}
        </Text>
        <Group gap="md" wrap="nowrap">
          <Progress
            value={share * 100}
            animated
            aria-label={text('check.progress-of', namedFile(item))}
            flex={1}
            size="lg"
          />
          <Text size="sm" ta="end" miw="3rem" style={{ fontVariantNumeric: 'tabular-nums' }}>
            {formatPercent(share)}
          </Text>
        </Group>
        {item.delayed !== null && <Text size="sm">{describeDelay(item.delayed)}</Text>}
        <Text size="sm" c="dimmed">
          {text('check.under-way')}
        </Text>
        <Group>
          <Button variant="default" onClick={onDiscard}>
            {text('check.discard')}
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}
