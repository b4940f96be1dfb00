import type { Inspection } from '#shared/csv/inspection/inspection.ts';
import { FileInspection, type InspectedFile } from '../../../services/ingest/inspect/inspect-file.ts';

type Options = ConstructorParameters<typeof FileInspection>[0];

const OPTIONS: Options = {
  type: 'courses',
  encoding: 'utf-8',
  dateFormat: undefined,
  delimiter: undefined,
  accepted: new Set(),
  language: 'en',
  maxBytes: 200_000_000,
  maxRows: 5_000_000,
};

export const HEADER = 'Username,Course Number,Course Name,Course Type,Completion Date';

/** Inspects a content as an upload does, in chunks of `size` bytes. */
export async function inspectFile(
  content: string | Uint8Array,
  options: Partial<Options> = {},
  size = 4_096,
): Promise<InspectedFile> {
  const bytes = Buffer.from(content as string);
  const inspection = new FileInspection({ ...OPTIONS, ...options });
  async function* chunks(): AsyncGenerator<Buffer> {
    for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
  }
  for await (const _ of inspection.through(chunks()));
  return inspection.inspected;
}

export async function inspect(...given: Parameters<typeof inspectFile>): Promise<Inspection> {
  return (await inspectFile(...given)).inspection;
}

/** A courses file whose rows have these completion dates. */
export function datesFile(dates: readonly string[]): string {
  return `${HEADER}\n${dates.map((date, index) => `a,C${index},F,OLT,${date}\n`).join('')}`;
}

export function latin1(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}
