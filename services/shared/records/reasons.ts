import { columnTexts } from '#shared/csv/column-texts.ts';
import type { Reason, ReasonCode } from '#shared/csv/reason.ts';
import type { Column } from '#shared/csv/record-types.ts';
import type { Language } from '#shared/texts/languages.ts';
import { type ServiceTexts, textsOf } from '#shared/texts/texts-of.ts';

/** Why a record fails, as far as it has been read. */
export class Reasons {
  readonly found: Reason[] = [];
  readonly language: Language;

  /** @param language of the messages */
  constructor(language: Language) {
    this.language = language;
  }

  /** @param message is made of a text in the language, and the column's title */
  add(
    code: ReasonCode,
    column: Column,
    message: (text: ServiceTexts['text'], title: string) => string,
  ): void {
    this.found.push(columnReason(code, column, this.language, message));
  }
}

/** A reason about one column. */
export function columnReason(
  code: ReasonCode,
  column: Column,
  language: Language,
  message: (text: ServiceTexts['text'], title: string) => string,
): Reason {
  const title = columnTexts(column, language).title;
  return { code, columns: [column.title], message: message(textsOf(language).text, title) };
}
