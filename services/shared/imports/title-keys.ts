import { createHash } from 'node:crypto';
import { type FileTitles, fileTitles } from '../csv/file-titles.ts';

/** Hashes of a file's titles, by which what was chosen for files like it is found. */
export interface TitleKeys {
  readonly all: Buffer;
  /** undefined when the file has no titles but the template's */
  readonly own: Buffer | undefined;
}

export function titleKeys(titles: FileTitles): TitleKeys {
  return {
    all: hashOf('all', titles.all),
    own: titles.own.length === 0 ? undefined : hashOf('own', titles.own),
  };
}

/**
 * The key of what is saved for files: of their titles where those were said, else of the titles that the saved columns
 * name. Undefined when neither says which files are meant.
 */
export function savedKey(
  titles: readonly string[] | undefined,
  columns: Readonly<Record<string, string | null>> = {},
): Buffer | undefined {
  return titles === undefined
    ? titleKeys(fileTitles(Object.keys(columns))).own
    : titleKeys(fileTitles(titles)).all;
}

function hashOf(kind: string, titles: readonly string[]): Buffer {
  return createHash('sha256')
    .update(JSON.stringify([kind, ...titles]))
    .digest();
}
