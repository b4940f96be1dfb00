import { Button, Group, Text } from '@mantine/core';
import { Notice } from '../../../components/notice.tsx';
import type { FileHint } from '../../../uploads/file-hints.ts';
import { useUploads } from '../../../uploads/uploads-context.tsx';
import { useMaxFileBytes } from '../../../uploads/use-max-file-bytes.ts';

/** What the file's beginning suggests to choose otherwise. The admin decides. */
export function FileHints({ hints }: { readonly hints: readonly FileHint[] }) {
  return hints.map((hint) =>
    hint.kind === 'encoding' ? <EncodingHint key={hint.kind} /> : <DateHint key={hint.kind} hint={hint} />,
  );
}

function EncodingHint() {
  const { uploads } = useUploads();
  const maxBytes = useMaxFileBytes();
  return (
    <Notice tone="warning" title="This file does not seem to be UTF-8">
      <Text size="sm" mb="xs">
        Rows with characters that cannot be read will fail. Older spreadsheets save CSV as Windows-1252.
      </Text>
      <Button
        size="xs"
        variant="default"
        onClick={() => uploads.setOptions({ encoding: 'windows-1252' }, maxBytes)}
      >
        Read it as Windows-1252
      </Button>
    </Notice>
  );
}

function DateHint({ hint }: { readonly hint: Extract<FileHint, { kind: 'date-format' }> }) {
  const { uploads, options } = useUploads();
  const maxBytes = useMaxFileBytes();
  return (
    <Notice tone="warning" title={`Dates are not written ${options.dateFormat}`}>
      <Text size="sm" mb="xs">
        This file's dates look like {hint.example}. Read as {options.dateFormat}, their rows would fail. Which
        format are they in?
      </Text>
      <Group gap="xs">
        {hint.fitting.map((format) => (
          <Button
            key={format}
            size="xs"
            variant="default"
            onClick={() => uploads.setOptions({ dateFormat: format }, maxBytes)}
          >
            {format}
          </Button>
        ))}
      </Group>
    </Notice>
  );
}
