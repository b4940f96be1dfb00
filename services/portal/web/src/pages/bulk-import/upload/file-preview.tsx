import type { FileAcceptance } from '../../../uploads/file-check.ts';
import classes from './upload.module.css';

/** The header and the first rows, as they will be read. */
export function FilePreview({ check }: { readonly check: FileAcceptance }) {
  return (
    // What scrolls sideways must be reachable by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div className={classes['preview']} role="group" aria-label="The file’s first rows" tabIndex={0}>
      <table>
        <thead>
          <tr>
            {check.header.map((title, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: titles may be there twice
              <th key={i} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {check.preview.map((row, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other identity
            <tr key={i}>
              {check.header.map((_, j) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: nor have cells
                <td key={j}>{row[j]}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
