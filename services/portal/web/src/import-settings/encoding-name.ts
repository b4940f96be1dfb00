import { isEncoding } from '#shared/csv/text-decoder.ts';
import { text } from '../texts/texts.ts';

/** An encoding by the name that people and spreadsheets give it; what is no encoding stays as it is. */
export function encodingName(encoding: string): string {
  return isEncoding(encoding) ? text(`import-settings.encoding.${encoding}`) : encoding;
}
