import type { Inspection } from '#shared/csv/inspection/inspection.ts';
import { showUnseen } from '#shared/csv/invisible.ts';
import { fieldTitle } from '../components/column-title.ts';
import { text } from '../texts/texts.ts';
import { shownDate } from './column-list.tsx';
import classes from './import-settings.module.css';

/** More rows of a table than these are not looked through before an import; the import's inspection has them all. */
const MAX_SHOWN = 50;

/** The file's columns beside ours, with samples, dates as they will be stored. */
export function FileColumns({ inspection }: { readonly inspection: Inspection }) {
  const { type, columns, rows, dates } = inspection;
  const shown = columns.filter(({ title, filled }) => title !== '' || filled > 0);
  const label = text('import-settings.file-columns');
  const dateFields = new Set(dates.columns.map(({ field }) => field));
  return (
    // What scrolls sideways must be reachable by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div className={classes['preview']} role="group" aria-label={label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{text('import-settings.column-of-file')}</th>
            <th scope="col">{text('import-settings.imported-as')}</th>
            <th scope="col">{text('import-settings.rows-with-value')}</th>
            <th scope="col">{text('import-settings.first-values')}</th>
          </tr>
        </thead>
        <tbody>
          {shown.slice(0, MAX_SHOWN).map(({ title, field, suggestion, filled, values }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: titles may be there twice
            <tr key={index}>
              <th scope="row">{title}</th>
              <td>{fieldTitle(type, field) ?? notImported(fieldTitle(type, suggestion))}</td>
              <td>{text('import-settings.filled-of-rows', { filled, rows })}</td>
              <td>
                {values
                  .map((value) =>
                    dateFields.has(field ?? '') ? shownDate(value, dates.used) : showUnseen(value),
                  )
                  .join(', ')}
              </td>
            </tr>
          ))}
        </tbody>
        {shown.length > MAX_SHOWN && (
          <tfoot>
            <tr>
              <td colSpan={4}>{text('import-settings.more-columns', { count: shown.length - MAX_SHOWN })}</td>
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  );
}

function notImported(suggestion: string | undefined): string {
  return suggestion === undefined
    ? text('import-settings.not-imported')
    : text('import-settings.not-imported-suggestion', { suggestion });
}
