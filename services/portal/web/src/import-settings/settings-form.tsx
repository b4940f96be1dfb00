import { text } from '../texts/texts.ts';
import { ColumnList } from './column-list.tsx';
import { CourseTypeChoices } from './course-type-choices.tsx';
import classes from './import-settings.module.css';
import { OverwriteChoices } from './overwrite-choices.tsx';
import { SameForEveryRow } from './same-for-every-row.tsx';
import { SaveMapping } from './save-mapping.tsx';
import type { SettingsProps } from './settings-props.ts';

/** Everything that can be chosen about a file's columns and values, and what they do to records. */
export function SettingsForm(props: SettingsProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields of one question
    <div className={classes['settings']} role="group" aria-label={text('import-settings.title')}>
      <ColumnList {...props} />
      <SameForEveryRow {...props} />
      <CourseTypeChoices {...props} />
      <OverwriteChoices {...props} />
      <SaveMapping
        inspection={props.inspection}
        settings={props.settings}
        disabled={props.disabled ?? false}
      />
    </div>
  );
}
