import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useId } from 'react';
import { type DataColumn, DataTable } from '../components/data-table.tsx';
import type { Sort } from '../components/sortable-title.tsx';
import { text } from '../texts/texts.ts';
import { useLocalRows } from './use-local-rows.ts';

/** One kind of a person's records. */
export function RecordsTable<Row extends object>({
  name,
  records,
  search,
  columns,
  initialSort,
  empty,
}: {
  readonly name: string;
  readonly records: readonly Row[];
  readonly search: string;
  readonly columns: readonly DataColumn<Row>[];
  readonly initialSort: Sort & { readonly key: keyof Row & string };
  readonly empty: string;
}) {
  const titleId = useId();
  const local = useLocalRows(records, search, initialSort);
  return (
    <Paper component="section" aria-labelledby={titleId} p={{ base: 'md', sm: 'lg' }}>
      <Stack gap="md">
        <Group justify="space-between" align="baseline" gap="xs">
          <Title order={2} size="h3" id={titleId}>
            {name}
          </Title>
          <Text size="sm" c="dimmed">
            {search.trim() === ''
              ? text('training.count', { count: records.length })
              : text('training.count-found', { found: local.matching, count: records.length })}
          </Text>
        </Group>
        {local.rows.length === 0 ? (
          <Text size="sm" c="dimmed">
            {records.length === 0 ? empty : text('training.none-found', { search: search.trim() })}
          </Text>
        ) : (
          <DataTable
            caption={name}
            columns={columns}
            rows={local.rows}
            rowKey={(_, index) => String(index)}
            sort={local.sort}
            onSort={local.setSort}
            cardsBelow="75em"
            density="dense"
          />
        )}
        {local.hasMore && (
          <Group justify="center">
            <Button variant="default" onClick={local.showMore}>
              {text('training.show-more')}
            </Button>
          </Group>
        )}
      </Stack>
    </Paper>
  );
}
