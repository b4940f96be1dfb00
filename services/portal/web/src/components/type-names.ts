import type { RecordType } from '../api/types.ts';
import { text } from '../texts/texts.ts';

/** `Courses`, as a title or at the beginning of a sentence. */
export function typeName(type: RecordType): string {
  return text(`records.${type}`);
}
