import { Text } from '@mantine/core';
import { isUnapplied } from '../../../api/imports.ts';
import type { ImportView, RowResult } from '../../../api/types.ts';
import { formatNumber } from '../../../components/format.ts';
import { countedResult, resultCounts } from '../../../components/result-texts.ts';
import { text } from '../../../texts/texts.ts';
import { None } from './file-links.tsx';
import classes from './history.module.css';
import { ReasonsToggle } from './reasons-toggle.tsx';

/** What an import has changed; the rest is in its details. */
const CHANGES: readonly RowResult[] = ['added', 'overwritten', 'restored', 'removed'];

export function Total({ item: { total } }: { readonly item: ImportView }) {
  if (total !== null) return formatNumber(total);
  return (
    <Text c="dimmed" inherit component="span" title={text('bulk-import.total-unknown')}>
      …
    </Text>
  );
}

/** How many rows were imported and, once that is known, how many of them are new and how many overwrote a record. */
export function Successes({ item }: { readonly item: ImportView }) {
  if (isUnapplied(item)) return <NotYet />;
  const changes = resultCounts(item).filter(([result]) => CHANGES.includes(result));
  return (
    <>
      {formatNumber(item.successes)}
      {changes.map(([result, count]) => (
        <span key={result} className={classes['change']}>
          {' '}
          {countedResult(result, count)}
        </span>
      ))}
    </>
  );
}

export function Failures({
  item,
  isUnfolded,
  onToggle,
}: {
  readonly item: ImportView;
  readonly isUnfolded: boolean;
  readonly onToggle: () => void;
}) {
  if (isUnapplied(item)) return <NotYet />;
  if (item.failures === 0) return formatNumber(0);
  return <ReasonsToggle item={item} expanded={isUnfolded} onToggle={onToggle} />;
}

/** The check knows what the counts would be; they are no import's yet. */
function NotYet() {
  return <None>{text('bulk-import.not-imported-yet')}</None>;
}
