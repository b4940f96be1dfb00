import { Button, Group, Text } from '@mantine/core';
import { type Answer, isQuestionCode } from '#shared/csv/inspection/inspection.ts';
import type { ImportSettings, OpenQuestion } from '../api/types.ts';
import { Notice } from '../components/notice.tsx';
import { typeName } from '../components/type-names.ts';
import type { SettingsChange } from '../uploads/settings-change.ts';
import { ENCODING_NAMES } from './encoding-names.ts';

const TITLES: Readonly<Record<OpenQuestion['code'], string>> = {
  encoding: 'Which encoding does the file have?',
  delimiter: 'The file has two delimiters',
  'date-format': 'How does the file write dates?',
  'status-column': 'Were all of these completed?',
  'same-file': 'This file was imported before',
  'unknown-type': 'What does the file hold?',
  'missing-column': 'Columns are missing',
  'duplicate-column': 'Columns are there twice',
};

/** What has to be settled before the file is imported: by one of the answers, or by having it as it is. */
export function Questions({
  questions,
  settings,
  onChange,
}: {
  readonly questions: readonly OpenQuestion[];
  readonly settings: ImportSettings;
  readonly onChange: (change: SettingsChange) => void;
}) {
  return questions.map(({ code, message, answers }) => (
    <Notice key={code} tone="warning" title={TITLES[code]}>
      <Text size="sm" mb="xs" className="lms-any-text">
        {message}
      </Text>
      <Group gap="xs">
        {answers.map((answer) => (
          <Button
            key={answer.value}
            size="xs"
            variant="default"
            onClick={() => onChange({ [answer.parameter]: answer.value })}
          >
            {labelOf(answer)}
          </Button>
        ))}
        {isQuestionCode(code) && (
          <Button
            size="xs"
            variant="subtle"
            onClick={() => onChange({ accept: [...(settings.accept ?? []), code] })}
          >
            {code === 'same-file' ? 'Import it again' : 'Import it as it is'}
          </Button>
        )}
      </Group>
    </Notice>
  ));
}

function labelOf({ parameter, value, example }: Answer): string {
  const name =
    parameter === 'type'
      ? typeName(value === 'courses' ? 'courses' : 'certifications')
      : (ENCODING_NAMES.get(value) ?? value);
  return example === null ? name : `${name}: ${example}`;
}
