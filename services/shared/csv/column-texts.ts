import { DEFAULT_LANGUAGE, type Language } from '../texts/languages.ts';
import {
  type AllowedValue,
  type Column,
  type ColumnTexts,
  RECORD_TYPES,
  recordSchema,
} from './record-types.ts';

/** What a column is called and what it holds, in a language. */
export function columnTexts(column: Column, language: Language): ColumnTexts {
  return language === DEFAULT_LANGUAGE ? column : (column.translations?.[language] ?? column);
}

/** What a course type means, in a language. */
export function meaningOf({ meaning, translations }: AllowedValue, language: Language): string {
  return language === DEFAULT_LANGUAGE ? meaning : (translations?.[language] ?? meaning);
}

/** What a course type means, in every language. */
export function meaningsOf({ meaning, translations }: AllowedValue): readonly string[] {
  return [meaning, ...Object.values(translations ?? {})];
}

/** What templates call a column, in every language. */
export function titlesOf({ title, translations }: Column): readonly string[] {
  return [title, ...Object.values(translations ?? {}).map((texts) => texts.title)];
}

/** What other systems call a column, in every language. */
export function synonymsOf({ synonyms = [], translations }: Column): readonly string[] {
  return [...synonyms, ...Object.values(translations ?? {}).flatMap((texts) => texts.synonyms ?? [])];
}

/**
 * The title of the column that the English template calls so, in a language.
 *
 * @param title of which none is a column's any more is its own translation
 */
export function titleIn(title: string, language: Language): string {
  if (language === DEFAULT_LANGUAGE) return title;
  const column = RECORD_TYPES.flatMap((type) => recordSchema(type).columns).find(
    (one) => one.title === title,
  );
  return column === undefined ? title : columnTexts(column, language).title;
}
