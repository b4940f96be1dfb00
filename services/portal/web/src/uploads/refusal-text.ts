import { titleIn } from '#shared/csv/column-texts.ts';
import { formatBytes } from '../components/format.ts';
import { formatList } from '../components/format-list.ts';
import { currentLanguage, text } from '../texts/texts.ts';
import type { FileRefusal } from './file-check.ts';

export interface RefusalText {
  readonly title: string;
  readonly advice: string;
}

/** How many records a file may have, as far as these pages know. */
const MAX_ROWS = 5_000_000;
/** How many titles its first line may have, likewise. */
const MAX_TITLES = 1_000;

/** Why a file is not taken and what to do about it, in words. */
export function describeRefusal(refusal: FileRefusal, maxBytes: number): RefusalText {
  const { code, detail } = refusal;
  switch (code) {
    case 'missing-column':
      return { title: text('upload.missing-columns'), advice: describeColumns(refusal) };
    case 'duplicate-column':
      return { title: text('upload.duplicate-columns'), advice: text('upload.duplicate-columns-advice') };
    case 'no-records':
      return { title: text('upload.no-records'), advice: text('upload.no-records-advice') };
    case 'unrecognized-type':
      return { title: text('upload.unrecognized-type'), advice: text('upload.unrecognized-type-advice') };
    case 'too-many-files':
      return { title: text('upload.too-many-files'), advice: text('upload.too-many-files-advice') };
    case 'file-changed':
      return { title: text('upload.file-changed'), advice: text('upload.file-changed-reason') };
    case 'unreadable':
      return { title: text('upload.unreadable'), advice: text('upload.unreadable-advice') };
    default:
      return describeByDetail(code, detail, maxBytes);
  }
}

/** Of what the LMS refuses too, it may know more: a limit that was changed since this page was loaded. */
function describeByDetail(code: string, detail: string | undefined, maxBytes: number): RefusalText {
  switch (code) {
    case 'file-too-large': {
      const limit = detail ?? text('upload.size-limit', { size: formatBytes(maxBytes) });
      return { title: text('upload.file-too-large'), advice: text('upload.split-file', { limit }) };
    }
    case 'too-many-rows': {
      const limit = detail ?? text('upload.row-limit', { rows: MAX_ROWS });
      return { title: text('upload.too-many-rows'), advice: text('upload.split-file', { limit }) };
    }
    case 'daily-limit':
      return { title: text('upload.daily-limit'), advice: detail ?? text('upload.daily-limit-advice') };
    case 'header-too-large':
      return {
        title: text('upload.header-too-large'),
        advice: detail ?? text('upload.title-limit', { titles: MAX_TITLES }),
      };
    case 'not-csv':
      return { title: text('upload.not-csv'), advice: detail ?? text('upload.not-csv-advice') };
    case 'not-utf-8':
      return { title: text('upload.not-utf-8'), advice: detail ?? text('upload.not-utf-8-advice') };
    default:
      return { title: text('upload.refused'), advice: detail ?? text('upload.refused-without-reason') };
  }
}

/** What the columns are that are listed below. */
function describeColumns({ type, looksLike, suggestions = [] }: FileRefusal): string {
  if (type === undefined) return text('upload.needed-columns');
  const meant = suggestions.map(({ title, column }) =>
    text('upload.title-may-be', { title, column: titleIn(column, currentLanguage()) }),
  );
  return [
    ...(looksLike === undefined ? [] : [text('upload.looks-like', { type: looksLike })]),
    ...(meant.length === 0 ? [] : [text('upload.rename-titles', { suggestions: formatList(meant) })]),
    text('upload.needed-columns-of-type', { type }),
  ].join(' ');
}
