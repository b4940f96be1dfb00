import { isTitleOf, matchHeader, normalizeTitle } from '#shared/csv/header.ts';
import type { Inspection } from '#shared/csv/inspection/inspection.ts';
import { suggestColumns } from '#shared/csv/inspection/suggestions.ts';
import { recordSchema } from '#shared/csv/record-types.ts';
import type { Column, ImportSettings, RecordType } from '../api/types.ts';
import type { SettingsChange } from '../uploads/settings-change.ts';

/** A column of the file as it is read by the settings. */
export interface ChosenColumn {
  readonly title: string;
  readonly column: Column | undefined;
  readonly suggestion: Column | undefined;
  readonly filled: number;
  readonly values: readonly string[];
  /** of titles that are there twice nobody can choose one */
  readonly isTwice: boolean;
}

export interface ChosenColumns {
  readonly columns: readonly ChosenColumn[];
  /** required columns that the file lacks, and that have no text for all rows either */
  readonly missing: readonly Column[];
  /** whether the file can be read by the settings */
  readonly fits: boolean;
}

/** The type that a file is read as; undefined while nobody can say. */
export function typeOf({ type, questions }: Inspection, settings: ImportSettings): RecordType | undefined {
  if (settings.type !== undefined) return settings.type;
  return questions.some(({ code }) => code === 'unknown-type') ? undefined : type;
}

/** What the file's columns are by the settings, also by those that it has not been read by yet. */
export function chosenColumns(inspection: Inspection, settings: ImportSettings): ChosenColumns {
  const type = typeOf(inspection, settings) ?? inspection.type;
  const titles = inspection.columns.map(({ title }) => title);
  const match = matchHeader(titles, type, settings);
  const indexes = match.ok ? match.mapping.indexes : match.indexes;
  const forms = titles.map(normalizeTitle);
  const chosen = new Set(Object.keys(settings.columns ?? {}).map(normalizeTitle));
  const decided = forms.flatMap((form, index) => (chosen.has(form) ? [index] : []));
  const suggestions = suggestColumns(titles, type, indexes, decided);
  const schema = recordSchema(type).columns;
  return {
    columns: inspection.columns.map(({ title, filled, values }, index) => ({
      title,
      column: schema[indexes.indexOf(index)],
      suggestion: suggestions.get(index),
      filled,
      values,
      isTwice: forms.indexOf(forms[index] ?? '') !== forms.lastIndexOf(forms[index] ?? ''),
    })),
    missing: missingColumns(schema, indexes, settings),
    fits: match.ok,
  };
}

function missingColumns(
  schema: readonly Column[],
  indexes: readonly number[],
  { constants = {} }: ImportSettings,
): Column[] {
  const present = new Set(
    schema
      .filter(({ field }, index) => (indexes[index] ?? -1) !== -1 || Object.hasOwn(constants, field))
      .map(({ field }) => field),
  );
  return schema.filter(
    ({ field, required, requiredWithout }) =>
      !present.has(field) && (required || (requiredWithout !== undefined && !present.has(requiredWithout))),
  );
}

/** Chooses what a title is, or undefined for a column that is not imported. */
export function chooseColumn(
  { columns = {}, constants = {} }: ImportSettings,
  title: string,
  column: Column | undefined,
): SettingsChange {
  const form = normalizeTitle(title);
  const others = Object.entries(columns).filter(
    ([other, field]) => normalizeTitle(other) !== form && (field === null || field !== column?.field),
  );
  const isAsWritten = column !== undefined && isTitleOf(column, title);
  return {
    columns: Object.fromEntries([...others, ...(isAsWritten ? [] : [[title, column?.field ?? null]])]),
    constants: Object.fromEntries(Object.entries(constants).filter(([field]) => field !== column?.field)),
  };
}

/** Takes every suggestion. */
export function chooseSuggestions(
  settings: ImportSettings,
  columns: readonly ChosenColumn[],
): SettingsChange {
  const suggested = columns.flatMap(({ title, suggestion }) =>
    suggestion === undefined ? [] : [[title, suggestion.field] as const],
  );
  return { columns: { ...settings.columns, ...Object.fromEntries(suggested) } };
}
