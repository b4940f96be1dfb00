import type { Encoding } from '../text-decoder.ts';
import { exampleOf } from './encoding-evidence.ts';
import type { Answer } from './inspection.ts';

/** The encodings that are proposed, by the names that the detector gives them. */
const DETECTED: ReadonlyMap<string, Encoding> = new Map([
  ['windows-1252', 'windows-1252'],
  ['windows-1250', 'windows-1250'],
  ['windows-1251', 'windows-1251'],
  ['macroman', 'macintosh'],
  ['cp932', 'shift_jis'],
  ['shift_jis', 'shift_jis'],
  ['gb18030', 'gb18030'],
]);

/** Ranks encodings for a sample of bytes, the likeliest first. */
export type EncodingDetector = (sample: Uint8Array) => Promise<readonly Encoding[]>;

/**
 * A detector in this thread. Its tables take 80 MB and half a second to load, so they are loaded when they are first needed;
 * a service that must not stand still for that long uses a thread of its own.
 */
export const detectEncodings: EncodingDetector = async (sample) => {
  const { chardet } = await import('jschardet');
  const found = chardet.detectAll(sample, { includeEncodings: DETECTED.keys() }).flatMap(({ encoding }) => {
    const known = DETECTED.get(encoding?.toLowerCase() ?? '');
    return known === undefined ? [] : [known];
  });
  return [...new Set(found)];
};

/** Encodings that can read the sample, the likeliest first, each with a cell as it reads it. */
export async function proposeEncodings(
  sample: Uint8Array,
  delimiter: string,
  detect: EncodingDetector,
): Promise<Answer[]> {
  // What the detector leaves out may still be it: a person sees by the example.
  const ranked = new Set([...(await detect(sample)), ...DETECTED.values()]);
  return [...ranked].flatMap((value) => {
    const example = exampleOf(sample, value, delimiter);
    return example === null ? [] : [{ parameter: 'encoding' as const, value, example }];
  });
}
