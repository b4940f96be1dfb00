import { Button, Group, Text } from '@mantine/core';
import type { Answer, Question } from '#shared/csv/inspection/inspection.ts';
import { Notice } from '../../../components/notice.tsx';
import { useUploads } from '../../../uploads/uploads-context.tsx';
import { useMaxFileBytes } from '../../../uploads/use-max-file-bytes.ts';
import { ENCODING_NAMES } from './encoding-names.ts';

const TITLES: Readonly<Record<Question['code'], string>> = {
  encoding: 'Which encoding does the file have?',
  delimiter: 'The file has two delimiters',
  'date-format': 'How does the file write dates?',
  'status-column': 'Were all of these completed?',
  'same-file': 'Import it again?',
};

/** What has to be settled before the file is imported: by one of the answers, or by having it as it is. */
export function FileQuestions({ questions }: { readonly questions: readonly Question[] }) {
  const { uploads, options } = useUploads();
  const maxBytes = useMaxFileBytes();
  return questions.map((question) => (
    <Notice key={question.code} tone="warning" title={TITLES[question.code]}>
      <Text size="sm" mb="xs" className="lms-any-text">
        {question.message}
      </Text>
      <Group gap="xs">
        {question.answers.map((answer) => (
          <Button
            key={answer.value}
            size="xs"
            variant="default"
            onClick={() => uploads.setOptions({ [answer.parameter]: answer.value }, maxBytes)}
          >
            {labelOf(answer)}
          </Button>
        ))}
        <Button
          size="xs"
          variant="subtle"
          onClick={() => uploads.setOptions({ accepted: [...options.accepted, question.code] }, maxBytes)}
        >
          Import it as it is
        </Button>
      </Group>
    </Notice>
  ));
}

function labelOf({ parameter, value, example }: Answer): string {
  const name = parameter === 'encoding' ? (ENCODING_NAMES.get(value) ?? value) : value;
  return example === null ? name : `${name}: ${example}`;
}
