import { formatBytes } from '../components/format.ts';
import { typeName } from '../components/type-names.ts';
import type { FileRefusal } from './file-check.ts';

export interface RefusalText {
  readonly title: string;
  readonly text: string;
}

/** Why a file is not taken and what to do about it, in words. */
export function describeRefusal(refusal: FileRefusal, maxBytes: number): RefusalText {
  const { code, detail } = refusal;
  switch (code) {
    case 'file-too-large':
      return {
        title: 'The file is too large',
        // The LMS itself knows a limit that was changed since this page was loaded.
        text: `${detail ?? `Files may have up to ${formatBytes(maxBytes)}.`} Split it into several files and upload them one after another.`,
      };
    case 'too-many-rows':
      return {
        title: 'The file has too many records',
        text: `${detail ?? 'Files may have up to 5,000,000 records.'} Split it into several files and upload them one after another.`,
      };
    case 'daily-limit':
      return {
        title: 'Your organization has uploaded all it may today',
        text: detail ?? 'Upload the file again tomorrow.',
      };
    case 'header-too-large':
      return {
        title: 'The first line is too large',
        text: detail ?? 'Its first line may have up to 1,000 column titles.',
      };
    case 'not-csv':
      return {
        title: 'The file is the wrong type',
        text: detail ?? 'Only .csv files are accepted. Save the spreadsheet as “CSV UTF-8” and upload that.',
      };
    case 'not-utf-8':
      return {
        title: 'The file is in an encoding that cannot be read',
        text: detail ?? 'Save it as “CSV UTF-8”.',
      };
    case 'no-records':
      return {
        title: 'The file is empty',
        text: 'It has no records to import. Add at least one row below the header line.',
      };
    case 'missing-column':
      return { title: 'Columns are missing', text: describeColumns(refusal) };
    case 'duplicate-column':
      return { title: 'Columns are there twice', text: 'Each of these columns may be there only once:' };
    case 'unrecognized-type':
      return {
        title: 'The record type could not be recognized',
        text: 'The first line of the file has none of the columns that distinguish courses from certifications. Start from a template, or choose the type and say what its columns are.',
      };
    case 'too-many-files':
      return {
        title: 'One file at a time',
        text: 'Drop a single file; you can upload the next one as soon as this one is accepted.',
      };
    case 'file-changed':
      return {
        title: 'The file has changed; choose it again',
        text: 'It was edited, moved or deleted after you chose it.',
      };
    case 'unreadable':
      return { title: 'The file could not be read', text: 'Choose it again.' };
    default:
      return { title: 'The file was not accepted', text: detail ?? 'The LMS gave no reason.' };
  }
}

function describeColumns({ type, looksLike, suggestions = [] }: FileRefusal): string {
  const meant = suggestions.map(({ title, column }) => `“${title}” may be ${column}`).join(', ');
  const rename = meant === '' ? '' : `${meant}: say so below, or rename them. `;
  if (type === undefined) return 'The first line of the file must have these columns:';
  const needed = `${rename}The first line of a ${typeName(type).toLowerCase()} file must have these columns too:`;
  return looksLike === undefined
    ? needed
    : `This looks like a ${typeName(looksLike).toLowerCase()} file. ${needed}`;
}
