import type { GetICUArgs } from '@schummar/icu-type-parser';
import { IntlMessageFormat } from 'intl-messageformat';

/** Messages by their ids, as ICU MessageFormat writes them. */
export type Catalogue = Readonly<Record<string, string>>;

/** A catalogue in another language: the same ids. That its messages take the same values, a test holds. */
export type Translated<Original extends Catalogue> = Readonly<Record<keyof Original, string>>;

interface ArgumentTypes {
  readonly ICUArgument: string | number;
  readonly ICUNumberArgument: number;
  readonly ICUDateArgument: Date;
}

/** The values that a message takes: one for each of its arguments. Tags are not among them. */
type Values<Message extends string> = GetICUArgs<Message, ArgumentTypes>;

type PlainValues = Readonly<Record<string, string | number | Date>>;

/** Nothing more to say for a message without arguments. */
export type ValuesOf<Message extends string> = keyof Values<Message> extends never
  ? []
  : [values: Values<Message>];

/** What stands between a message's tags, as `link` in `<link>See more</link>`, becomes what `tags.link` makes of it. */
export type Tags<Element> = Readonly<Record<string, (parts: (string | Element)[]) => Element>>;

/** The messages of a catalogue in one language. */
export interface Texts<Original extends Catalogue> {
  /**
   * The message of an id, with its values in it. Numbers and dates are written as the locale does.
   *
   * @throws {FormatError} when a value is missing, which types prevent
   */
  text<Id extends keyof Original & string>(id: Id, ...values: ValuesOf<Original[Id]>): string;

  /** The message of an id that has tags, in parts. */
  parts<Id extends keyof Original & string, Element>(
    id: Id,
    tags: Tags<Element>,
    ...values: ValuesOf<Original[Id]>
  ): readonly (string | Element)[];
}

/** @param locale by which numbers, dates and plurals are written, such as `en-GB` */
export function createTexts<Original extends Catalogue>(
  messages: Translated<Original>,
  locale: string,
): Texts<Original> {
  const formats = new Map<string, IntlMessageFormat>();
  const formatOf = (id: keyof Original & string): IntlMessageFormat => {
    // Parsing a message takes many times as long as filling in its values.
    const known = formats.get(id);
    if (known !== undefined) return known;
    // What a later version writes, such as an audited action, has no message yet. Its id says more than a page that breaks.
    const format = new IntlMessageFormat(messages[id] ?? id, locale);
    formats.set(id, format);
    return format;
  };
  return {
    text: (id, ...[values]) => String(formatOf(id).format({ ...values })),
    parts: <Id extends keyof Original & string, Element>(
      id: Id,
      tags: Tags<Element>,
      ...[values]: ValuesOf<Original[Id]>
    ) =>
      formatOf(id)
        .formatToParts<Element>({ ...(values as PlainValues | undefined), ...tags })
        .map(({ value }): string | Element => value),
  };
}
