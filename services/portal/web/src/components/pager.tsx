import { Button, Group, NativeSelect, Text } from '@mantine/core';
import { text } from '../texts/texts.ts';
import { ChevronIcon } from './icons.tsx';
import type { Paging } from './use-paging.ts';

/** 200 is the most that the API gives at once. */
const SIZES = [25, 50, 100, 200];

/** Goes through a list that is fetched page by page. */
export function Pager({
  paging,
  next,
  label,
  total,
}: {
  readonly paging: Paging;
  readonly next: string | null | undefined;
  /** what this is, for screen readers, such as “Pages of the audit” */
  readonly label: string;
  /** rows of all pages, where that is known */
  readonly total?: number;
}) {
  return (
    <Group component="nav" aria-label={label} justify="space-between" gap="sm">
      <NativeSelect
        size="xs"
        aria-label={text('components.rows-per-page')}
        value={String(paging.limit)}
        onChange={(event) => paging.setLimit(Number(event.currentTarget.value))}
        data={SIZES.map((size) => ({
          value: String(size),
          label: text('components.per-page', { count: size }),
        }))}
      />
      <Group gap="xs">
        <Text size="sm" c="dimmed">
          {describePage(paging, total)}
        </Text>
        {paging.pageNumber !== 1 && (
          <Button size="xs" variant="default" onClick={paging.goToFirst}>
            {text('components.first-page')}
          </Button>
        )}
        <Button
          size="xs"
          variant="default"
          disabled={!paging.hasPrevious}
          onClick={paging.goToPrevious}
          leftSection={<BackIcon />}
        >
          {text('components.previous')}
        </Button>
        <Button
          size="xs"
          variant="default"
          disabled={!next}
          onClick={() => next && paging.goToNext(next)}
          rightSection={<ChevronIcon size={14} />}
        >
          {text('components.next')}
        </Button>
      </Group>
    </Group>
  );
}

function describePage({ pageNumber, limit }: Paging, total: number | undefined): string {
  if (pageNumber === undefined) return text('components.further-on');
  if (total === undefined) return text('components.page', { page: pageNumber });
  // Rows may have come or gone since the first page.
  const pages = Math.max(pageNumber, Math.ceil(total / limit));
  return text('components.page-of', { page: pageNumber, pages });
}

function BackIcon() {
  return (
    <span style={{ display: 'inline-flex', transform: 'rotate(180deg)' }}>
      <ChevronIcon size={14} />
    </span>
  );
}
