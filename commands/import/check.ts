import { createReadStream } from 'node:fs';
import type { DateFormat } from '#shared/csv/date-formats.ts';
import type { Delimiter } from '#shared/csv/dialect.ts';
import { matchHeader } from '#shared/csv/header.ts';
import { headerSizeProblem } from '#shared/csv/header-size.ts';
import { concludeInspection } from '#shared/csv/inspection/conclude.ts';
import { FileScan } from '#shared/csv/inspection/file-scan.ts';
import { headerProblem } from '#shared/csv/inspection/header-problem.ts';
import type { Inspection, QuestionCode } from '#shared/csv/inspection/inspection.ts';
import { detectEncodings } from '#shared/csv/inspection/propose-encodings.ts';
import type { RecordType } from '#shared/csv/record-types.ts';
import type { Encoding } from '#shared/csv/text-decoder.ts';
import { LmsError } from '#shared/errors.ts';

export interface CheckOptions {
  readonly type: RecordType;
  readonly encoding: Encoding;
  readonly dateFormat: DateFormat | undefined;
  readonly delimiter: Delimiter | undefined;
  readonly accepted: ReadonlySet<QuestionCode>;
}

/**
 * Inspects a file here, by the code by which the server does.
 *
 * @throws LmsError `refused` when it would not be taken at all
 */
export async function checkFile(file: string, options: CheckOptions): Promise<Inspection> {
  const scan = new FileScan({
    ...options,
    onHeader: (header) => {
      const tooLarge = headerSizeProblem(header);
      if (tooLarge !== undefined) throw refused('header-too-large', tooLarge);
      const match = matchHeader(header.cells, options.type);
      if (match.ok) return match.mapping;
      const { code, detail } = headerProblem(header.cells, match, options);
      throw refused(code, detail);
    },
    problem: ({ code, detail }) => refused(code, detail),
  });
  for await (const chunk of createReadStream(file)) scan.push(chunk as Buffer);
  const { inspector, hasTrailer } = scan.end();
  if (inspector === undefined || inspector.rows === 0)
    throw refused('no-records', 'The file has no records to import.');
  return concludeInspection(inspector, { accepted: options.accepted, hasTrailer, detect: detectEncodings });
}

function refused(code: string, detail: string): LmsError {
  return new LmsError('refused', `Refused (${code}): ${detail}`);
}
