import type { ImportView } from '../../../api/types.ts';
import { ImportStatusCell } from '../../../components/import-status-cell.tsx';
import { Initiator } from '../../../components/initiator.tsx';
import { Time } from '../../../components/time.tsx';
import { typeName } from '../../../components/type-names.ts';
import { text } from '../../../texts/texts.ts';
import { Failures, Successes, Total } from './counts.tsx';
import { ErrorFileLink, hasErrorFile, ImportName } from './file-links.tsx';
import classes from './history.module.css';

/** An import where the window is too narrow for a row of the table: all of it, in a few lines. */
export function HistoryCard({
  item,
  isUnfolded,
  onToggle,
}: {
  readonly item: ImportView;
  readonly isUnfolded: boolean;
  readonly onToggle: () => void;
}) {
  return (
    <div className={classes['card']}>
      <div className={classes['cardName']}>
        <ImportName item={item} />
        <div className={classes['cardOrigin']}>
          {typeName(item.type)} · <Initiator item={item} />
        </div>
      </div>
      <div className={classes['cardState']}>
        <ImportStatusCell item={item} />
        <span className={classes['cardTime']}>
          <Time instant={item.lastUpdated} />
        </span>
      </div>
      <dl className={classes['counts']}>
        <div>
          <dt>{text('imports.total')}</dt>
          <dd>
            <Total item={item} />
          </dd>
        </div>
        <div>
          <dt>{text('imports.successes')}</dt>
          <dd>
            <Successes item={item} />
          </dd>
        </div>
        <div>
          <dt>{text('imports.failures')}</dt>
          <dd>
            <Failures item={item} isUnfolded={isUnfolded} onToggle={onToggle} />
          </dd>
        </div>
        {hasErrorFile(item) && (
          <div>
            <dt>{text('imports.error-file')}</dt>
            <dd>
              <ErrorFileLink item={item} />
            </dd>
          </div>
        )}
      </dl>
    </div>
  );
}
