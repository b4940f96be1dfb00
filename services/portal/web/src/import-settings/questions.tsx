import { Button, Group, Text } from '@mantine/core';
import { type Answer, isQuestionCode } from '#shared/csv/inspection/inspection.ts';
import type { ImportSettings, OpenQuestion } from '../api/types.ts';
import { Notice } from '../components/notice.tsx';
import { typeName } from '../components/type-names.ts';
import { text } from '../texts/texts.ts';
import type { SettingsChange } from '../uploads/settings-change.ts';
import { encodingName } from './encoding-name.ts';

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
    <Notice key={code} tone="warning" title={text(`import-settings.question.${code}`)}>
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
            {text(code === 'same-file' ? 'imports.import-again' : 'import-settings.import-as-it-is')}
          </Button>
        )}
      </Group>
    </Notice>
  ));
}

function labelOf({ parameter, value, example }: Answer): string {
  const name =
    parameter === 'type' ? typeName(value === 'courses' ? 'courses' : 'certifications') : encodingName(value);
  return example === null ? name : text('import-settings.answer-with-example', { answer: name, example });
}
