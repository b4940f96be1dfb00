import { Button, Group, Stack } from '@mantine/core';
import type { Inspection } from '#shared/csv/inspection/inspection.ts';
import { formatBytes, formatNumber } from '../../../components/format.ts';
import { Warnings } from '../../../components/warnings.tsx';
import { type FileAcceptance, typeName } from '../../../uploads/file-check.ts';
import { useUploads } from '../../../uploads/uploads-context.tsx';
import { ENCODING_NAMES } from './encoding-names.ts';
import { FileColumns } from './file-columns.tsx';
import { FileLine } from './file-line.tsx';
import { FileQuestions } from './file-questions.tsx';

/**
 * A file that can be uploaded: what it is, to be confirmed, since records get overwritten; and what has to be answered
 * before.
 */
export function ReadyFile({ file, check }: { readonly file: File; readonly check: FileAcceptance }) {
  const { uploads, options } = useUploads();
  const { inspection, type } = check;
  const recognized = options.type === 'auto' ? 'recognized from its header' : 'as you chose';
  const isAsked = inspection.questions.length > 0;
  return (
    <Stack gap="md">
      <FileLine name={file.name}>
        {typeName(type)}, {recognized} · {formatBytes(file.size)} · {describeFile(inspection)}
      </FileLine>
      <FileQuestions questions={inspection.questions} />
      <Warnings warnings={inspection.warnings} />
      <FileColumns inspection={inspection} />
      <Group gap="sm">
        <Button onClick={uploads.send} disabled={isAsked}>
          Start import of {typeName(type).toLowerCase()}
        </Button>
        <Button variant="default" onClick={uploads.discard}>
          Remove
        </Button>
      </Group>
    </Stack>
  );
}

function describeFile({ rows, encoding, dates }: Inspection): string {
  const parts = [
    `${formatNumber(rows)} ${rows === 1 ? 'row' : 'rows'}`,
    ENCODING_NAMES.get(encoding.used) ?? encoding.used,
    ...(dates.columns.some(({ values }) => values > 0) ? [`dates as ${dates.used}`] : []),
  ];
  return parts.join(' · ');
}
