import type { INSPECTION } from '../../texts/en/common/inspection.ts';
import type { Language } from '../../texts/languages.ts';
import type { Texts } from '../../texts/texts.ts';
import { list, shown } from './wording.ts';

/** What is found is said in: the language of columns' titles, and the messages in it. Services' and pages' texts both fit. */
export interface InspectionTexts {
  readonly language: Language;
  readonly text: Texts<typeof INSPECTION>['text'];
}

/** A sentence whose language is known later than what it says. */
export type Said = (texts: InspectionTexts) => string;

/** A value of the file in quotation marks, as {@link shown}. */
export function quoted({ text }: InspectionTexts, value: string): string {
  return text('inspection.quoted', { value: shown(value) });
}

/** Values of the file in quotation marks, as {@link listed}. */
export function quotedList(texts: InspectionTexts, values: readonly string[]): string {
  return listed(
    texts,
    values.map((value) => quoted(texts, value)),
  );
}

/** Names in a sentence; of many the first, and how many more there are. */
export function listed({ text }: InspectionTexts, names: readonly string[]): string {
  return list(names, (first, more) => text('inspection.more', { listed: first, more }));
}

/** One name or another. */
export function either({ text }: InspectionTexts, names: readonly string[]): string {
  return names.reduce((first, second) => text('inspection.or', { first, second }));
}
