import type { Inspection } from '#shared/csv/inspection/inspection.ts';
import { quoted } from '#shared/csv/inspection/texts.ts';
import type { ImportSettings } from '#shared/imports/import-settings.ts';
import { formatMicroseconds } from '#shared/imports/import-view.ts';
import { sameFile } from '#shared/imports/same-file.ts';
import type { Client } from '#shared/postgres/pool.ts';
import type { Language } from '#shared/texts/languages.ts';
import { textsOf } from '#shared/texts/texts-of.ts';

interface CheckedFile {
  readonly sha256: Buffer;
  readonly inspection: Inspection;
}

/**
 * The inspection of a file that is checked, with the question whether it is to be imported although it was before: each
 * valid row of certifications adds a record, so all of them would be there twice. Courses are the same afterwards.
 */
export async function askAboutSameFile(
  client: Client,
  { sha256, inspection }: CheckedFile,
  { accept = [] }: ImportSettings,
  language: Language,
): Promise<Inspection> {
  const { type, rows, questions } = inspection;
  if (type !== 'certifications' || accept.includes('same-file')) return inspection;
  const { rows: found } = await client.query<{ file_name: string | null; accepted_us: number }>(
    `SELECT file_name, accepted_us FROM imports WHERE import_id = ${sameFile('$1', '$2')}`,
    [sha256, type],
  );
  const [earlier] = found;
  if (earlier === undefined) return inspection;
  const day = formatMicroseconds(earlier.accepted_us).slice(0, 10);
  const texts = textsOf(language);
  const name = quoted(texts, earlier.file_name ?? '');
  const message = texts.text('problems.same-file', { day, name, rows });
  return {
    ...inspection,
    questions: [...questions, { code: 'same-file', message, columns: [], row: null, answers: [] }],
  };
}
