import type { Language } from '../texts/languages.ts';
import { columnTexts } from './column-texts.ts';
import type { Column } from './record-types.ts';

/** The values of the message `directions.format`, which says what a column may hold. */
export function formatValues({ format, limits }: Column) {
  return {
    format,
    maxLength: limits.maxLength ?? 0,
    earliest: limits.earliest ?? '',
    min: limits.min ?? 0,
    max: limits.max ?? 0,
    decimals: limits.decimals ?? 0,
    allowed: (limits.allowed ?? []).map(({ value }) => value).join(', '),
  };
}

/**
 * The values of a message that says when a column must be filled.
 *
 * @param columns those of the same template
 */
export function requirementValues(
  { required, requiredWithout }: Column,
  columns: readonly Column[],
  language: Language,
) {
  const other = columns.find(({ field }) => field === requiredWithout);
  return {
    requirement: required ? 'required' : other === undefined ? 'optional' : 'conditional',
    other: other === undefined ? '' : columnTexts(other, language).title,
  };
}
