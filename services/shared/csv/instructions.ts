import type { Language } from '../texts/languages.ts';
import { type ServiceTexts, textsOf } from '../texts/texts-of.ts';
import { formatValues, requirementValues } from './column-format.ts';
import { columnTexts, meaningOf } from './column-texts.ts';
import {
  DIRECTIONS,
  type DirectionsSection,
  type DirectionsSentence,
  type DirectionsTag,
  SECTIONS_BEFORE_COLUMNS,
  SECTIONS_BEHIND_COLUMNS,
} from './directions.ts';
import { type Column, RECORD_TYPES, type RecordType, recordSchema } from './record-types.ts';

/** So that the text reads well in an editor that does not wrap lines. */
const LINE_WIDTH = 88;

const BYTES_PER_MB = 1024 * 1024;

/**
 * The instructions file that the import page offers: the directions as plain text, made from the templates' columns.
 *
 * @param maxFileBytes the most that a file of the reader's tenant may have
 */
export function instructionsText(language: Language, maxFileBytes: number): string {
  const texts = textsOf(language);
  const writer = new InstructionsWriter(texts, maxFileBytes);
  const sections = [
    heading(texts.text('instructions.title'), '='),
    wrap(texts.text('instructions.template'), ''),
    ...SECTIONS_BEFORE_COLUMNS.flatMap((section) => writer.section(section)),
    ...RECORD_TYPES.flatMap((type) => writer.columns(type)),
    ...writer.courseTypes(),
    ...SECTIONS_BEHIND_COLUMNS.flatMap((section) => writer.section(section)),
  ];
  return `${sections.join('\n\n')}\n`;
}

class InstructionsWriter {
  readonly #texts: ServiceTexts;
  readonly #maxFileBytes: number;

  constructor(texts: ServiceTexts, maxFileBytes: number) {
    this.#texts = texts;
    this.#maxFileBytes = maxFileBytes;
  }

  /** A heading, and its sentences in bullets. */
  section(section: DirectionsSection): string[] {
    const items = DIRECTIONS[section].map((sentence) =>
      wrap(this.#sentence(sentence), '  ').replace('  ', '- '),
    );
    return [heading(this.#texts.text(`directions.${section}`), '-'), items.join('\n')];
  }

  /** Every column of a template, and a row that it may have. */
  columns(type: RecordType): string[] {
    const { text } = this.#texts;
    const { columns } = recordSchema(type);
    return [
      heading(text('directions.columns', { type }), '-'),
      ...columns.map((column) => this.#column(column, columns)),
      text('instructions.example-row'),
      this.#exampleRow(columns),
    ];
  }

  courseTypes(): string[] {
    const types = recordSchema('courses').columns.flatMap(({ limits }) => limits.allowed ?? []);
    return [
      heading(this.#texts.text('directions.course-types'), '-'),
      ...DIRECTIONS['course-types'].map((sentence) => wrap(this.#sentence(sentence), '')),
      types.map((type) => `  ${type.value.padEnd(6)}${meaningOf(type, this.#texts.language)}`).join('\n'),
    ];
  }

  #sentence(sentence: DirectionsSentence): string {
    const { text, parts } = this.#texts;
    const plain = (words: string[]): string => words.join('');
    const quoted = (words: string[]): string => text('instructions.quoted', { words: words.join('') });
    const tags: Readonly<Record<DirectionsTag, (words: string[]) => string>> = {
      code: plain,
      strong: plain,
      people: plain,
      history: plain,
      label: quoted,
      report: quoted,
    };
    if (sentence !== 'directions.file.kind') return parts(sentence, tags).join('');
    const size = text('instructions.size', { megabytes: this.#maxFileBytes / BYTES_PER_MB });
    return parts(sentence, tags, { size }).join('');
  }

  #column(column: Column, columns: readonly Column[]): string {
    const { text } = this.#texts;
    const { title, explanation } = columnTexts(column, this.#texts.language);
    const requirement = requirementValues(column, columns, this.#texts.language);
    const format = text('directions.format', formatValues(column));
    return [
      text('instructions.column', { title, ...requirement }),
      wrap(explanation, '  '),
      wrap(text('instructions.column-format', { format }), '  '),
      `  ${text('instructions.column-example', { example: column.example })}`,
    ].join('\n');
  }

  #exampleRow(columns: readonly Column[]): string {
    const titles = columns.map((column) => columnTexts(column, this.#texts.language).title);
    const cells = columns.map(({ example }) => (example.includes(',') ? `"${example}"` : example));
    return `${titles.join(',')}\n${cells.join(',')}`;
  }
}

function heading(text: string, underline: string): string {
  return `${text}\n${underline.repeat(text.length)}`;
}

function wrap(text: string, indent: string): string {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(' ')) {
    if (line !== indent && line.length + 1 + word.length > LINE_WIDTH) {
      lines.push(line);
      line = indent;
    }
    line += line === indent ? word : ` ${word}`;
  }
  return [...lines, line].join('\n');
}
