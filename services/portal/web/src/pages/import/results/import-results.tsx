import { Paper, Text, Title } from '@mantine/core';
import { isRunning } from '../../../api/imports.ts';
import type { ImportView } from '../../../api/types.ts';
import { type Figure, Figures } from '../../../components/figures.tsx';
import { ImportDetails } from '../../../components/import-details.tsx';
import { ImportStatusCell, StatusPill } from '../../../components/import-status-cell.tsx';
import { describeResults } from '../../../components/result-texts.ts';
import { Warnings } from '../../../components/warnings.tsx';
import { text } from '../../../texts/texts.ts';
import { ReadDatesAgain } from '../read-dates-again.tsx';
import { UndoAction } from '../undo/undo-action.tsx';
import { UsedSettings } from '../used-settings.tsx';
import { RowList } from './row-list.tsx';

/** What has become of the rows of an import that was applied, or of the records of an undo. */
export function ImportResults({ item }: { readonly item: ImportView }) {
  return (
    <>
      {isRunning(item) ? (
        <ImportStatusCell item={item} />
      ) : (
        <div>
          <StatusPill status={item.status} />
        </div>
      )}
      <Figures label={text('results.counts')} figures={countsOf(item)} />
      {item.results !== null && (
        <Text fw={600} size="lg">
          {describeResults(item)}
        </Text>
      )}
      <UndoAction item={item} />
      <Warnings warnings={item.warnings} />
      <ReadDatesAgain item={item} />
      <UsedSettings item={item} />
      {item.failures > 0 && (
        <Paper component="section" aria-labelledby="failures-title" p={0}>
          <Title order={2} size="h3" id="failures-title" p="md" pb={0}>
            {text('imports.failures')}
          </Title>
          <ImportDetails item={item} />
        </Paper>
      )}
      {item.links.results !== null && item.completedAt !== null && <RowList item={item} />}
    </>
  );
}

function countsOf(item: ImportView): Figure[] {
  const figures: Figure[] = [
    { name: text('imports.total'), value: item.total },
    { name: text('imports.successes'), value: item.successes, tone: 'good' },
    { name: text('imports.failures'), value: item.failures, tone: 'bad' },
  ];
  if (item.missing !== undefined)
    figures.push({ name: text('results.never-came'), value: item.missing, tone: 'warning' });
  if (item.unknown !== undefined)
    figures.push({ name: text('results.unknown'), value: item.unknown, tone: 'warning' });
  return figures;
}
