import { Button, Group, NativeSelect, Text } from '@mantine/core';
import { formatNumber } from './format.ts';
import { ChevronIcon } from './icons.tsx';
import type { Paging } from './use-paging.ts';

/** 200 is the most that the API gives at once. */
const SIZES = ['25', '50', '100', '200'];

/** Goes through a list that is fetched page by page. */
export function Pager({
  paging,
  next,
  label,
  total,
}: {
  readonly paging: Paging;
  readonly next: string | null | undefined;
  readonly label: string;
  /** rows of all pages, where that is known */
  readonly total?: number;
}) {
  return (
    <Group component="nav" aria-label={`Pages of ${label}`} justify="space-between" gap="sm">
      <NativeSelect
        size="xs"
        aria-label="Rows per page"
        value={String(paging.limit)}
        onChange={(event) => paging.setLimit(Number(event.currentTarget.value))}
        data={SIZES.map((size) => ({ value: size, label: `${size} per page` }))}
      />
      <Group gap="xs">
        <Text size="sm" c="dimmed">
          {describePage(paging, total)}
        </Text>
        {paging.pageNumber !== 1 && (
          <Button size="xs" variant="default" onClick={paging.goToFirst}>
            First page
          </Button>
        )}
        <Button
          size="xs"
          variant="default"
          disabled={!paging.hasPrevious}
          onClick={paging.goToPrevious}
          leftSection={<BackIcon />}
        >
          Previous
        </Button>
        <Button
          size="xs"
          variant="default"
          disabled={!next}
          onClick={() => next && paging.goToNext(next)}
          rightSection={<ChevronIcon size={14} />}
        >
          Next
        </Button>
      </Group>
    </Group>
  );
}

function describePage({ pageNumber, limit }: Paging, total: number | undefined): string {
  if (pageNumber === undefined) return 'Further on';
  if (total === undefined) return `Page ${formatNumber(pageNumber)}`;
  // Rows may have come or gone since the first page.
  const pages = Math.max(pageNumber, Math.ceil(total / limit));
  return `Page ${formatNumber(pageNumber)} of ${formatNumber(pages)}`;
}

function BackIcon() {
  return (
    <span style={{ display: 'inline-flex', transform: 'rotate(180deg)' }}>
      <ChevronIcon size={14} />
    </span>
  );
}
