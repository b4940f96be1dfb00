import type { ImportView } from '../api/types.ts';

/** The values of messages that name a file, and say "the file" of one without a name. */
export interface NamedFile {
  readonly named: 'yes' | 'no';
  readonly file: string;
}

export function namedFile({ fileName }: Pick<ImportView, 'fileName'>): NamedFile {
  return { named: fileName === null ? 'no' : 'yes', file: fileName ?? '' };
}
