import { NativeSelect, Text } from '@mantine/core';
import { courseTypeForm, courseTypeLookup } from '#shared/csv/course-types.ts';
import type { Inspection } from '#shared/csv/inspection/inspection.ts';
import { showUnseen } from '#shared/csv/invisible.ts';
import type { ImportSettings } from '../api/types.ts';
import { text } from '../texts/texts.ts';
import { COURSE_TYPES, courseTypeMeaning } from '../training/course-types.ts';
import { chosenColumns } from './column-choices.ts';
import classes from './import-settings.module.css';
import type { SettingsProps } from './settings-props.ts';

/** A value that the LMS does not know as a course type, with the type that was chosen for it. */
interface UnknownValue {
  readonly value: string;
  /** null where only samples of the column are known */
  readonly rows: number | null;
  readonly chosen: string | undefined;
}

/** As long as a value may be of which settings say what it is. */
const MAX_LENGTH = 100;

const typeOfText = courseTypeLookup();

/** The course types of the file that the LMS does not have. Rows fail whose type stands for none. */
export function CourseTypeChoices({ inspection, settings, disabled = false, onChange }: SettingsProps) {
  const unknown = unknownValues(inspection, settings);
  if (unknown.length === 0) return null;
  const choices = settings.values?.courseType ?? {};
  const choose = (value: string, type: string): void => {
    const form = courseTypeForm(value);
    const others = Object.entries(choices).filter(([other]) => courseTypeForm(other) !== form);
    onChange({
      values: { courseType: Object.fromEntries([...others, ...(type === '' ? [] : [[value, type]])]) },
    });
  };
  return (
    <section>
      <Text fw={600} size="sm">
        {text('import-settings.unknown-course-types')}
      </Text>
      <Text size="sm" c="dimmed" mb="xs">
        {text('import-settings.unknown-course-types-advice')}
      </Text>
      <ul className={classes['list']} aria-label={text('import-settings.unknown-course-types')}>
        {unknown.map(({ value, rows, chosen }) => (
          <li key={value}>
            <Text size="sm" className="lms-any-text">
              {showUnseen(value)}
              {rows !== null && (
                <Text span size="xs" c="dimmed">
                  {' '}
                  {text('components.rows', { count: rows })}
                </Text>
              )}
            </Text>
            <NativeSelect
              aria-label={text('import-settings.value-means', { value })}
              size="sm"
              value={chosen ?? ''}
              disabled={disabled}
              onChange={({ currentTarget }) => choose(value, currentTarget.value)}
            >
              <option value="">{text('import-settings.value-means-nothing')}</option>
              {COURSE_TYPES.map((type) => (
                <option key={type} value={type}>
                  {type} ({courseTypeMeaning(type)})
                </option>
              ))}
            </NativeSelect>
          </li>
        ))}
      </ul>
    </section>
  );
}

function unknownValues(inspection: Inspection, settings: ImportSettings): UnknownValue[] {
  const { columns } = chosenColumns(inspection, settings);
  const types = columns.find(({ column }) => column?.format === 'course-type');
  if (types === undefined) return [];
  const { courseTypes } = inspection;
  // What the column holds was counted only if the file has been read with it; samples are known of all columns.
  const values =
    courseTypes?.title === types.title
      ? courseTypes.values
      : types.values.map((value) => ({ value, rows: null }));
  const choices = new Map(
    Object.entries(settings.values?.courseType ?? {}).map(([value, type]) => [courseTypeForm(value), type]),
  );
  return values
    .filter(({ value }) => value.length <= MAX_LENGTH && typeOfText(value) === undefined)
    .map(({ value, rows }) => ({ value, rows, chosen: choices.get(courseTypeForm(value)) }));
}
