import { Button, Group, Paper, Progress, Stack, Text } from '@mantine/core';
import { accountedFor } from '../../../api/imports.ts';
import type { ImportView } from '../../../api/types.ts';
import { describeDelay } from '../../../components/delay-text.ts';
import { formatNumber, formatPercent } from '../../../components/format.ts';

/** How far a check is. */
export function Checking({ item, onDiscard }: { readonly item: ImportView; readonly onDiscard: () => void }) {
  const done = accountedFor(item);
  const share = item.total ? done / item.total : 0;
  return (
    <Paper component="section" aria-labelledby="checking-title">
      <Stack gap="md">
        <Text fw={600} id="checking-title">
          Checking {formatNumber(done)} of {formatNumber(item.total ?? 0)} rows
        </Text>
        <Group gap="md" wrap="nowrap">
          <Progress
            value={share * 100}
            animated
            aria-label={`Check of ${item.fileName ?? 'the file'}`}
            flex={1}
            size="lg"
          />
          <Text size="sm" ta="end" miw="3rem" style={{ fontVariantNumeric: 'tabular-nums' }}>
            {formatPercent(share)}
          </Text>
        </Group>
        {item.delayed !== null && <Text size="sm">{describeDelay(item.delayed)}</Text>}
        <Text size="sm" c="dimmed">
          Nothing is imported yet. You can leave this page; the import history leads back to it.
        </Text>
        <Group>
          <Button variant="default" onClick={onDiscard}>
            Discard
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}
