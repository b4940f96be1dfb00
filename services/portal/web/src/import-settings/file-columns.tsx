import type { Inspection } from '#shared/csv/inspection/inspection.ts';
import { showUnseen } from '#shared/csv/invisible.ts';
import { recordSchema } from '#shared/csv/record-types.ts';
import { formatNumber } from '../components/format.ts';
import { shownDate } from './column-list.tsx';
import classes from './import-settings.module.css';

/** More rows of a table than these are not looked through before an import; the import's inspection has them all. */
const MAX_SHOWN = 50;

/** The file's columns beside ours, with samples, dates as they will be stored. */
export function FileColumns({ inspection }: { readonly inspection: Inspection }) {
  const { type, columns, rows, dates } = inspection;
  const shown = columns.filter(({ title, filled }) => title !== '' || filled > 0);
  const titleOf = (field: string | null) =>
    recordSchema(type).columns.find((column) => column.field === field)?.title;
  const dateFields = new Set(dates.columns.map(({ field }) => field));
  return (
    // What scrolls sideways must be reachable by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div className={classes['preview']} role="group" aria-label="The file’s columns" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Column of the file</th>
            <th scope="col">Imported as</th>
            <th scope="col">Rows with a value</th>
            <th scope="col">First values</th>
          </tr>
        </thead>
        <tbody>
          {shown.slice(0, MAX_SHOWN).map(({ title, field, suggestion, filled, values }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: titles may be there twice
            <tr key={index}>
              <th scope="row">{title}</th>
              <td>{titleOf(field) ?? notImported(titleOf(suggestion))}</td>
              <td>
                {formatNumber(filled)} of {formatNumber(rows)}
              </td>
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
              <td colSpan={4}>and {formatNumber(shown.length - MAX_SHOWN)} more columns</td>
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  );
}

function notImported(suggestion: string | undefined): string {
  return suggestion === undefined ? 'not imported' : `not imported (${suggestion}?)`;
}
