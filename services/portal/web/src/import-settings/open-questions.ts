import type { Inspection } from '#shared/csv/inspection/inspection.ts';
import type { ImportSettings, OpenQuestion } from '../api/types.ts';

/**
 * The questions that the settings do not answer yet, though the file may not have been read by them. Those about columns are
 * shown beside the columns.
 */
export function openQuestions(inspection: Inspection, settings: ImportSettings): readonly OpenQuestion[] {
  return inspection.questions.filter((question) => isOpen(question, inspection, settings));
}

function isOpen(
  { code }: OpenQuestion,
  { encoding, dates, dialect }: Inspection,
  settings: ImportSettings,
): boolean {
  switch (code) {
    case 'missing-column':
    case 'duplicate-column':
      return false;
    case 'unknown-type':
      return settings.type === undefined;
    case 'encoding':
      return !accepts(settings, code) && (settings.encoding ?? 'utf-8') === encoding.used;
    case 'date-format':
      return !accepts(settings, code) && (settings.dateFormat === undefined || dates.chosen);
    case 'delimiter':
      return !accepts(settings, code) && (settings.delimiter ?? dialect.delimiter) === dialect.delimiter;
    case 'status-column':
    case 'same-file':
      return !accepts(settings, code);
  }
}

function accepts(
  { accept = [] }: ImportSettings,
  code: NonNullable<ImportSettings['accept']>[number],
): boolean {
  return accept.includes(code);
}
