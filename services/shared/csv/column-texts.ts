import { DEFAULT_LANGUAGE, type Language } from '../texts/languages.ts';
import type { AllowedValue, Column, ColumnTexts } from './record-types.ts';

/** What a column is called and what it holds, in a language. */
export function columnTexts(column: Column, language: Language): ColumnTexts {
  return language === DEFAULT_LANGUAGE ? column : (column.translations?.[language] ?? column);
}

/** What a course type means, in a language. */
export function meaningOf({ meaning, translations }: AllowedValue, language: Language): string {
  return language === DEFAULT_LANGUAGE ? meaning : (translations?.[language] ?? meaning);
}
