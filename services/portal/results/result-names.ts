import { ROW_RESULTS, type RowResult } from '#shared/imports/row-results.ts';
import type { Language } from '#shared/texts/languages.ts';
import { textsOf } from '#shared/texts/texts-of.ts';

/** What files call each result, in a language. */
export function resultNames(language: Language): Readonly<Record<RowResult, string>> {
  const { text } = textsOf(language);
  const named = Object.values(ROW_RESULTS).map((result) => [result, text(`files.result.${result}`)]);
  return Object.fromEntries(named) as Record<RowResult, string>;
}
